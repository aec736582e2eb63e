package io.netstacks.controller.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.awaitility.Awaitility;

/**
 * A real OpenSSH server on 127.0.0.1 that plays the network device: an own port, own host keys, own users.
 *
 * <p>Run by root it lives in mount and process namespaces of its own, where {@code /etc/passwd} and {@code /etc/shadow} hold the test users: nothing of it
 * is left on the machine, whatever ends the tests. Run by anybody else it knows only the current user, and only by key.
 */
public final class OpenSshDevice implements AutoCloseable {

    /** The user with a password. */
    public static final String USER = "engineer";

    public static final String PASSWORD = "canary-device-password";

    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final Duration START = Duration.ofSeconds(10);
    private static final int USER_ID = 61234;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private final String shell;
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private Process process;

    private OpenSshDevice(String shell, List<String> options) throws IOException {
        this.shell = shell;
        this.options = options;
        this.folder = Files.createTempDirectory("openssh-device");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.port = freePort();
        Files.createDirectories(folder.resolve("home"));
        newHostKey("ed25519");
        makeKey(folder.resolve("login"), "ed25519");
        Files.copy(folder.resolve("login.pub"), folder.resolve("allowed_keys"));
        writeUsers();
        start();
    }

    /** A device whose users get {@code /bin/sh}. */
    public static OpenSshDevice start(String... options) {
        return withShell("/bin/sh", options);
    }

    /**
     * A device whose users get a program of the test's choice.
     *
     * @param shell a path
     * @param options lines of sshd_config, before ours
     */
    public static OpenSshDevice withShell(String shell, String... options) {
        try {
            return new OpenSshDevice(shell, List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A device whose users get a shell script. */
    public static OpenSshDevice withScript(String script, String... options) {
        try {
            Path file = Files.createTempFile("device-shell", ".sh");
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            file.toFile().deleteOnExit();
            return withShell(file.toString(), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether passwords can be tested; when not, say why with {@link #WHY_NO_PASSWORDS}. */
    public static boolean knowsPasswords() {
        return ROOT;
    }

    public static final String WHY_NO_PASSWORDS =
            "Password logins need a user database of our own, so a mount namespace, so root: run the tests as root, for example in a container.";

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The user who logs in by key: {@link #USER} where there are users of our own, else the current one. */
    public String keyUser() {
        return ROOT ? USER : System.getProperty("user.name");
    }

    /** The private key that the device accepts, in OpenSSH form. */
    public String privateKey() {
        return read("login");
    }

    /** A folder that the user may read and write. */
    public Path home() {
        return folder.resolve("home");
    }

    /** As {@code ssh-keygen -l} says it. */
    public String fingerprint(String type) {
        return Command.in(folder)
                .run("ssh-keygen", "-lf", "host_" + type + ".pub")
                .orThrow()
                .output()
                .split(" ")[1];
    }

    public Path hostKey(String type) {
        return folder.resolve("host_" + type + ".pub");
    }

    /** Gives the device another host key, as a replaced or reset device has. */
    public void replaceHostKey() {
        newHostKey("ed25519");
        restart();
    }

    /** Gives the device an additional host key of another type. */
    public void addHostKey(String type) {
        newHostKey(type);
        restart();
    }

    /** Ends the server and all its sessions, as a power loss does. */
    public void kill() {
        everything().forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops all of it in its tracks: connections stay, nobody answers. */
    public void pause() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    public void restart() {
        kill();
        start();
    }

    /** What sshd has logged so far. */
    public List<String> log() {
        return List.copyOf(log);
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<ProcessHandle> everything() {
        ProcessHandle self = process.toHandle();
        return Stream.concat(self.descendants().toList().stream(), Stream.of(self));
    }

    private void signal(String signal) {
        everything().forEach(p -> Command.in(folder).run("kill", signal, Long.toString(p.pid())));
    }

    private void start() {
        OpenSshServer server = OpenSshServer.ofThisMachine();
        writeConfiguration(server);
        ProcessBuilder builder =
                new ProcessBuilder(command(server)).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(server.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::readLog);
        Awaitility.await("sshd listens on " + port)
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("sshd did not start: " + log);
        }
    }

    /**
     * The server as a child of a shell that ends it when its standard input closes: so it does when this process is killed. As root the shell is the first
     * process of its namespace, which ends with it.
     */
    private List<String> command(OpenSshServer server) {
        String run = "%s -D -e -f %s/sshd_config & read -r _; kill $!".formatted(server.sshd(), folder);
        if (!ROOT) {
            return List.of("sh", "-c", run);
        }
        String prepare =
                "mount --bind %1$s/passwd /etc/passwd && mount --bind %1$s/shadow /etc/shadow && mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && "
                        .formatted(folder);
        return List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "--pid",
                "--fork",
                "--kill-child=KILL",
                "sh",
                "-c",
                prepare + "{ " + run + "; }");
    }

    private void readLog() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(log::add);
        } catch (IOException | UncheckedIOException e) {
            log.add(String.valueOf(e.getMessage()));
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void writeConfiguration(OpenSshServer server) {
        List<String> lines = new ArrayList<>(options);
        lines.addAll(List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "UsePAM no",
                "PidFile none",
                "StrictModes no",
                "PrintMotd no",
                "PrintLastLog no",
                "LoginGraceTime 120",
                "MaxStartups 2000",
                "MaxSessions 100",
                "PasswordAuthentication " + (ROOT ? "yes" : "no"),
                "AuthorizedKeysFile " + folder.resolve("allowed_keys")));
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().matches("host_[a-z0-9]+"))
                    .forEach(file -> lines.add("HostKey " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!ROOT) {
            lines.add("ForceCommand " + shell);
        }
        lines.addAll(server.programPaths());
        List<String> withoutPenalties = new ArrayList<>(lines);
        // OpenSSH 9.8 and newer shut out an address that fails to log in: here, everybody.
        withoutPenalties.add("PerSourcePenalties no");
        write("sshd_config", withoutPenalties);
        if (Command.in(folder)
                .with(server.environment())
                .run(server.sshd().toString(), "-t", "-f", "sshd_config")
                .output()
                .contains("PerSourcePenalties")) {
            write("sshd_config", lines);
        }
    }

    private void writeUsers() {
        if (!ROOT) {
            return;
        }
        String entry = "%s:x:%d:65534::%s:%s".formatted(USER, USER_ID, home(), shell);
        try {
            List<String> passwd = new ArrayList<>(Files.readAllLines(Path.of("/etc/passwd")).stream()
                    .filter(line -> !line.startsWith("sshd:"))
                    .toList());
            passwd.add("sshd:x:61233:65534::/run/sshd:/usr/sbin/nologin");
            passwd.add(entry);
            write("passwd", passwd);
            write(
                    "shadow",
                    List.of(USER + ":" + Sha2Crypt.sha512Crypt(PASSWORD.getBytes(StandardCharsets.UTF_8))
                            + ":19000:0:99999:7:::"));
            Files.setPosixFilePermissions(folder.resolve("shadow"), PosixFilePermissions.fromString("rw-------"));
            Files.setAttribute(home(), "unix:uid", USER_ID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void newHostKey(String type) {
        makeKey(folder.resolve("host_" + type), type);
    }

    private void makeKey(Path file, String type) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Command.in(folder)
                .run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "canary", "-f", file.toString())
                .orThrow();
    }

    private void write(String name, List<String> lines) {
        try {
            Files.write(folder.resolve(name), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
