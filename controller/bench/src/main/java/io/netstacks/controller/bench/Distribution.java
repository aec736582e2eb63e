package io.netstacks.controller.bench;

import io.netstacks.controller.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** The packaged controller, taken apart as its image has it ({@code java -Djarmode=tools -jar … extract}), and how Java runs it. */
final class Distribution {

    /** How everyone is told to run it; the size of the heap and the collector are what Java chooses by itself. */
    private static final Path OPTIONS = Path.of("src", "main", "launch", "java.options");

    private static final int TRAINING_REQUESTS = 10;
    private static final Duration TRAINING_END = Duration.ofMinutes(2);

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path folder;
    private final Path jar;
    private final Path options;

    private Distribution(Path folder, Path jar, Path options) {
        this.folder = folder;
        this.jar = jar;
        this.options = options;
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
        return new Distribution(folder, app.resolve(packaged.getFileName()), controller.resolve(OPTIONS));
    }

    List<String> command(List<String> more) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@" + options));
        command.addAll(more);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /**
     * The option that makes a start use an AOT cache. It is recorded by a whole life: a start until it is ready, some requests as an orchestrator makes them,
     * and a stop; so the cache knows what listens and answers, too, which a start that ends with the refreshed context never comes to.
     */
    String aotCache(Map<String, String> environment) throws IOException, InterruptedException {
        Path cache = folder.resolve("controller.aot");
        try (Controller trained = Controller.launch(this, environment, "-XX:AOTCacheOutput=" + cache)) {
            trained.awaitReady();
            for (int i = 0; i < TRAINING_REQUESTS; i++) {
                for (String path : List.of("/api/v1/ready", "/api/v1/health", "/health")) {
                    if (!trained.answersOk(path)) {
                        throw new IOException("In training " + path + " did not answer 200");
                    }
                }
            }
            // Java writes the cache as it ends.
            trained.stop(TRAINING_END);
        }
        if (!Files.exists(cache)) {
            throw new IOException("The training run left no AOT cache in " + folder);
        }
        return "-XX:AOTCache=" + cache;
    }

    Path folder() {
        return folder;
    }
}
