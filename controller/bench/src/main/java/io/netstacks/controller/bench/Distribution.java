package io.netstacks.controller.bench;

import io.netstacks.controller.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** The packaged controller, taken apart as its image has it ({@code java -Djarmode=tools -jar … extract}), and how Java runs it. */
final class Distribution {

    /** The only flag; heap and collector are what Java chooses by itself. */
    static final String FLAGS = "--enable-native-access=ALL-UNNAMED";

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private final Path folder;
    private final Path jar;

    private Distribution(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
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
        return new Distribution(folder, app.resolve(packaged.getFileName()));
    }

    List<String> command(List<String> options) {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), FLAGS));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The option that makes a start use an AOT cache, recorded by a start that ends when the application is complete. */
    String aotCache(Map<String, String> environment) throws IOException {
        Path cache = folder.resolve("controller.aot");
        Command.Result trained = Command.in(folder)
                .with(environment)
                .run(command(List.of("-XX:AOTCacheOutput=" + cache, "-Dspring.context.exit=onRefresh"))
                        .toArray(String[]::new));
        if (!Files.exists(cache)) {
            throw new IOException("The training run left no AOT cache: " + trained);
        }
        return "-XX:AOTCache=" + cache;
    }

    Path folder() {
        return folder;
    }
}
