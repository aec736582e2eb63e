package io.netstacks.controller.bench;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.Command;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged controller in a process of its own, with a plain port beside the one with TLS. */
final class Controller implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String PASSWORD_LINE = "Admin password: ";

    private final Process process;
    private final Path log;
    private final int port;
    private final int plainPort;

    private Controller(Process process, Path log, int port, int plainPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.plainPort = plainPort;
    }

    /** What every controller here is told; the folder holds its certificate and its spool. */
    static Map<String, String> environment(String databaseUrl, Path folder) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", databaseUrl);
        environment.put("VAULT_MASTER_KEY", "c0ffee00".repeat(8));
        environment.put("JWT_SECRET", "canary-jwt-secret-of-the-benchmark-only");
        environment.put("API_BIND_ADDR", "127.0.0.1");
        environment.put("API_PORT", "0");
        environment.put("DATA_DIR", folder.resolve("data").toString());
        environment.put("TLS_CERT_PATH", folder.resolve("cert.pem").toString());
        environment.put("TLS_KEY_PATH", folder.resolve("key.pem").toString());
        environment.put("SESSION_PER_USER_MAX", "100000");
        environment.put("SESSION_PER_DEVICE_MAX", "100000");
        environment.put("SESSION_CONNECTS_PER_MINUTE", "1000000");
        return environment;
    }

    /** Starts the process and returns at once. */
    static Controller launch(Distribution distribution, Map<String, String> settings, String... options)
            throws IOException {
        Map<String, String> environment = new HashMap<>(settings);
        int port = freePort();
        int plainPort = freePort();
        environment.put("API_PORT", Integer.toString(port));
        environment.put("API_PLAIN_PORT", Integer.toString(plainPort));
        Path log = Files.createTempFile(distribution.folder(), "controller", ".log");
        ProcessBuilder builder = new ProcessBuilder(distribution.command(List.of(options)))
                .directory(distribution.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "LANG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Controller(process, log, port, plainPort);
    }

    Controller awaitReady() throws IOException {
        long end = System.nanoTime() + START.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("The controller did not get ready; it said:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return this;
    }

    private boolean isReady() {
        return answersOk("/api/v1/ready");
    }

    /** Whether a GET without a token answers 200. */
    boolean answersOk(String path) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), plainPort), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    /** Signed in as the first administrator, whom this instance must have created. */
    ApiClient admin() throws IOException {
        String password = Files.readAllLines(log).stream()
                .filter(line -> line.contains(PASSWORD_LINE))
                .map(line -> line.substring(line.indexOf(PASSWORD_LINE) + PASSWORD_LINE.length()))
                .findFirst()
                .orElseThrow();
        return new ApiClient("http://127.0.0.1:" + plainPort).login("admin", password);
    }

    int port() {
        return port;
    }

    int plainPort() {
        return plainPort;
    }

    /** Ends it as an orchestrator does, with SIGTERM, and waits until it is gone. */
    void stop(Duration atMost) throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(atMost)) {
            close();
            throw new IOException("The controller did not stop within " + atMost + "; it said:\n" + Files.readString(log));
        }
    }

    /** Resident memory of the process in bytes. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    /** What a jcmd command of the process says. */
    String jcmd(String... command) {
        String[] all = new String[command.length + 2];
        all[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        all[1] = Long.toString(process.pid());
        System.arraycopy(command, 0, all, 2, command.length);
        return Command.in(Path.of("").toAbsolutePath()).run(all).orThrow().output();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
