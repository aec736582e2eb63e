package io.netstacks.controller.tryout.router;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** A router on loopback to connect to by SSH, with one user and a password. Sessions share its name and its configuration, which last as long as it runs. */
public final class SimulatedRouter implements Closeable {

    private static final Duration PING_PACE = Duration.ofMillis(300);
    private static final int MAX_SESSIONS = 200;

    private final SshServer server;
    private final KeyPair hostKey;

    private SimulatedRouter(SshServer server, KeyPair hostKey) {
        this.server = server;
        this.hostKey = hostKey;
    }

    /**
     * Starts the router.
     *
     * @param port the TCP port on loopback; 0 for any free one
     * @param enableSecret what {@code enable} asks for
     * @throws IOException also when the port is taken ({@link java.net.BindException})
     */
    public static SimulatedRouter start(
            int port, KeyPair hostKey, String hostname, String user, String password, String enableSecret)
            throws IOException {
        RouterState state = new RouterState(hostname, enableSecret, Clock.systemUTC());
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((name, given, session) -> isEqual(name, user) & isEqual(given, password));
        server.setShellFactory(channel -> new Shell(state, null));
        server.setCommandFactory((channel, line) -> new Shell(state, line));
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, MAX_SESSIONS);
        server.start();
        return new SimulatedRouter(server, hostKey);
    }

    /** The key in {@code file} (OpenSSH's form), made and written there, readable by its owner only, when there is none. */
    public static KeyPair hostKey(Path file) throws IOException {
        try {
            if (Files.notExists(file)) {
                KeyPair made = newHostKey();
                Path draft = Files.createTempFile(
                        file.toAbsolutePath().getParent(),
                        "host-key",
                        null,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                try (OutputStream out = Files.newOutputStream(draft, StandardOpenOption.TRUNCATE_EXISTING)) {
                    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(made, "simulated router", null, out);
                }
                Files.move(draft, file);
            }
            return new FileKeyPairProvider(file).loadKeys(null).iterator().next();
        } catch (GeneralSecurityException e) {
            throw new IOException("Cannot make or read the router's host key " + file + ": " + e.getMessage(), e);
        }
    }

    public static KeyPair newHostKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** As {@code ssh} shows it: {@code SHA256:…}. */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    /** Ends all sessions and frees the port. */
    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static boolean isEqual(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Between an SSH channel and a {@link RouterShell}; {@code line} is the one command to run, null for a shell. */
    private static final class Shell implements Command {

        private final RouterState state;
        private final String line;
        private InputStream in;
        private OutputStream out;
        private ExitCallback exit;
        private Thread thread;

        Shell(RouterState state, String line) {
            this.state = state;
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream in) {
            this.in = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {}

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            RouterShell shell =
                    new RouterShell(state, channel.getSession().getUsername(), out, () -> rows(environment), PING_PACE);
            thread = Thread.ofVirtual().name("router-shell").start(() -> run(shell));
        }

        private void run(RouterShell shell) {
            int status = 0;
            try {
                if (line == null) {
                    shell.run(in);
                } else {
                    shell.runOnce(line);
                }
            } catch (IOException | InterruptedException e) {
                status = 1;
            } finally {
                exit.onExit(status);
            }
        }

        /** The window's height as the client told it last. */
        private static int rows(Environment environment) {
            String rows = environment.getEnv().getOrDefault(Environment.ENV_LINES, "0");
            return rows.matches("\\d{1,4}") ? Integer.parseInt(rows) : 0;
        }

        @Override
        public void destroy(ChannelSession channel) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
