package io.netstacks.controller.bench;

import io.netstacks.controller.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The packaged controller, taken apart as its image has it ({@code java -Djarmode=tools -jar … extract}), and how Java runs it. */
final class Distribution {

    /** How everyone is told to run it; the size of the heap and the collector are what Java chooses by itself. */
    private static final Path OPTIONS = Path.of("src", "main", "launch", "java.options");

    /** And how its AOT cache is recorded. */
    private static final Path TRAINING_OPTIONS = Path.of("src", "main", "launch", "training.options");

    private static final int TRAINING_REQUESTS = 10;
    private static final Duration TRAINING_END = Duration.ofMinutes(2);

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path folder;
    private final Path jar;
    private final Path options;
    private final Path trainingOptions;
    private final @Nullable Path aotCache;

    private Distribution(Path folder, Path jar, Path options, Path trainingOptions, @Nullable Path aotCache) {
        this.folder = folder;
        this.jar = jar;
        this.options = options;
        this.trainingOptions = trainingOptions;
        this.aotCache = aotCache;
    }

    static Distribution extract(Path packaged, Path folder) throws IOException {
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        Path app = folder.resolve("app");
        Command.in(folder)
                .run(
                        JAVA.toString(),
                        "-Djarmode=tools",
                        "-jar",
                        packaged.toAbsolutePath().toString(),
                        "extract",
                        "--destination",
                        app.toString())
                .orThrow();
        Path controller = packaged.toAbsolutePath().getParent().getParent();
        return new Distribution(
                folder,
                app.resolve(packaged.getFileName()),
                controller.resolve(OPTIONS),
                controller.resolve(TRAINING_OPTIONS),
                null);
    }

    List<String> command(List<String> more) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@" + options));
        if (aotCache != null) {
            command.add("-XX:AOTCache=" + aotCache);
        }
        command.addAll(more);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /**
     * This with an AOT cache, as an image has one. It is recorded by a whole life: a start until it is ready, some requests as an orchestrator makes them,
     * and a stop; so the cache knows what listens and answers, too, which a start that ends with the refreshed context never comes to.
     */
    Distribution trained(Database database) throws Exception {
        Map<String, String> environment =
                Controller.environment(database.create("training"), Files.createTempDirectory(folder, "training"));
        try (Controller first = Controller.launch(this, environment)) {
            // The schema is there afterwards.
            first.awaitReady();
        }
        Path cache = folder.resolve("controller.aot");
        try (Controller training = Controller.launch(this, environment, "@" + trainingOptions, "-XX:AOTCacheOutput=" + cache)) {
            training.awaitReady();
            for (int i = 0; i < TRAINING_REQUESTS; i++) {
                for (String path : List.of("/api/v1/ready", "/api/v1/health", "/health")) {
                    if (!training.answersOk(path)) {
                        throw new IOException("In training " + path + " did not answer 200");
                    }
                }
            }
            // Java writes the cache as it ends.
            training.stop(TRAINING_END);
        }
        if (!Files.exists(cache)) {
            throw new IOException("The training run left no AOT cache in " + folder);
        }
        return new Distribution(folder, jar, options, trainingOptions, cache);
    }

    Distribution withoutCache() {
        return new Distribution(folder, jar, options, trainingOptions, null);
    }

    /** In bytes. */
    long cacheSize() throws IOException {
        return aotCache == null ? 0 : Files.size(aotCache);
    }

    Path folder() {
        return folder;
    }
}
