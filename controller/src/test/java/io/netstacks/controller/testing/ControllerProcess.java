package io.netstacks.controller.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A controller in a process of its own, as it runs in production: configured by environment variables only, without the test classes, with TLS. Its output
 * is kept in memory and under {@code target/controller-logs/}.
 */
public final class ControllerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+) \\(https\\)");
    private static final String PASSWORD_LINE = "Admin password: ";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .sslContext(ApiClient.trustingAll())
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private ControllerProcess(Process process, Path logFile) {
        this.process = process;
        this.reader = Thread.ofVirtual().start(() -> read(logFile));
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** The environment of a controller to be started. A free port, its own folder for certificates, and secrets that every process here shares. */
    public static final class Starter {

        private final Map<String, String> environment = new HashMap<>();

        private Starter() {
            set("API_PORT", "0");
            set("API_BIND_ADDR", "127.0.0.1");
            set("VAULT_MASTER_KEY", "c0ffee00".repeat(8));
            set("JWT_SECRET", "canary-jwt-secret-shared-by-the-test-processes");
            try {
                tlsFolder(Files.createTempDirectory("netstacks-tls"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public Starter set(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        public Starter unset(String variable) {
            environment.remove(variable);
            return this;
        }

        public Starter tlsFolder(Path folder) {
            return set("TLS_CERT_PATH", folder.resolve("cert.pem").toString())
                    .set("TLS_KEY_PATH", folder.resolve("key.pem").toString());
        }

        /** Starts the process from the build's classes and returns at once. */
        public ControllerProcess start() {
            String classPath = Arrays.stream(
                            System.getProperty("java.class.path").split(Pattern.quote(java.io.File.pathSeparator)))
                    .filter(entry -> !entry.replace('\\', '/').matches(".*/test-classes/?"))
                    .collect(Collectors.joining(java.io.File.pathSeparator));
            return start(
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-cp",
                    classPath,
                    "io.netstacks.controller.ControllerApplication");
        }

        /** Starts the packaged jar with the options that everyone is told to run it with, and returns at once. */
        public ControllerProcess startPackaged() {
            try (Stream<Path> files = Files.list(Path.of("target"))) {
                Path jar = files.filter(file -> file.getFileName().toString().matches("netstacks-controller-.*\\.jar"))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "There is no target/netstacks-controller-*.jar: ./mvnw package makes it."));
                return start("@src/main/launch/java.options", "-jar", jar.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ControllerProcess start(String... arguments) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "LANG"));
            builder.environment().putAll(environment);
            try {
                Path logs = Files.createDirectories(Path.of("target", "controller-logs"));
                return new ControllerProcess(
                        builder.start(),
                        logs.resolve(ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + ".log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A controller on {@code database}. */
    public static Starter on(TestDatabase database) {
        return withoutDatabase().set("DATABASE_URL", database.url());
    }

    /** A controller that is told of no database. */
    public static Starter withoutDatabase() {
        return new Starter();
    }

    /** Waits for a line that contains {@code text}. */
    public ControllerProcess awaitLine(String text) {
        await(() -> output().contains(text), "the text \"" + text + "\"");
        return this;
    }

    /** Waits until all start-up steps are done. */
    public ControllerProcess awaitReady() {
        return awaitLine("Startup : Ready");
    }

    /** Waits for the end of the process and returns its exit code. */
    public int awaitExit() {
        await(() -> !process.isAlive(), "its end");
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    /** The port for clients, once it is open. */
    public int port() {
        await(() -> PORT.matcher(output()).find(), "its port");
        Matcher matcher = PORT.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException();
        }
        return Integer.parseInt(matcher.group(1));
    }

    public URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port() + path);
    }

    /** A client of the API that is not signed in. */
    public ApiClient client() {
        return new ApiClient("https://127.0.0.1:" + port());
    }

    /** The first administrator's password, as the log printed it; fails when the database had users already. */
    public String adminPassword() {
        awaitReady();
        return lines().stream()
                .filter(line -> line.contains(PASSWORD_LINE))
                .map(line -> line.substring(line.indexOf(PASSWORD_LINE) + PASSWORD_LINE.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("This instance created no administrator"));
    }

    /** Asks without verifying the certificate. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** Posts JSON, without verifying the certificate. */
    public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Sends any request, without verifying the certificate. */
    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** All output so far. */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, and waits for the end. */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** SIGKILL, and waits for the end. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    @Override
    public void close() {
        kill();
    }

    private void await(java.util.concurrent.Callable<Boolean> condition, String what) {
        try {
            org.awaitility.Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast(() -> !process.isAlive() && !reader.isAlive() && !condition.call())
                    .until(condition);
        } catch (org.awaitility.core.ConditionTimeoutException | org.awaitility.core.TerminalFailureException e) {
            throw new AssertionError("Waited in vain for " + what + "; the controller said:\n" + output(), e);
        }
    }

    private void read(Path logFile) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
                var log = Files.newBufferedWriter(
                        logFile, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Canaries.watch("the log of a controller", line);
                synchronized (lines) {
                    lines.add(line);
                }
                log.write(line);
                log.newLine();
                log.flush();
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }
}
