package io.netstacks.controller.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs a short-lived program of this machine. */
public final class Command {

    /** @param output what it printed, standard error included */
    public record Result(int status, String output) {

        public boolean succeeded() {
            return status == 0;
        }

        public Result orThrow() {
            if (!succeeded()) {
                throw new IllegalStateException("Exit status " + status + ": " + output);
            }
            return this;
        }
    }

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    private Command(Path folder) {
        this.folder = folder;
    }

    public static Command in(Path folder) {
        return new Command(folder);
    }

    public Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Command with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    public Result run(String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
