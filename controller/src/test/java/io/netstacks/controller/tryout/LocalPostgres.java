package io.netstacks.controller.tryout;

import io.netstacks.controller.testing.PostgresOwner;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL with its data in the folder, on loopback, for one process.
 *
 * <p>The server is a process of its own that outlives a kill -9 of this one and then blocks its data. So a small guard waits for our end and stops the
 * server; and what is left behind all the same, because the guard was killed too, is stopped by the next start.
 */
final class LocalPostgres implements Closeable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String DATABASE = "netstacks";
    private static final String DATA = "postgres";
    private static final String PASSWORD = "postgres-password";
    private static final String PORT = "postgres-port";
    /** Written last: without it what is in the data folder is the rest of a first start that did not get far. */
    private static final String PREPARED = "postgres-prepared";

    private static final String LOG = "postgres.log";
    /** Only who knows the password may connect, though the port is on loopback: others may have accounts on this machine. */
    private static final String ACCESS = """
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;
    /** Waits for the end of its input, which is our end, then stops the server if that is still the one it was told. */
    private static final String GUARD = """
            trap '' INT TERM HUP
            cat >/dev/null
            if [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]; then kill -INT "$2"; fi
            """;

    private final EmbeddedPostgres server;
    private final Process guard;
    private final String password;

    private LocalPostgres(EmbeddedPostgres server, Process guard, String password) {
        this.server = server;
        this.guard = guard;
        this.password = password;
    }

    /**
     * Starts the server; the first time it makes the data and the database, which takes some seconds more.
     *
     * @throws TryOutException when it does not start; the message names the log, or says that root cannot have it here
     */
    static LocalPostgres start(TryFolder folder) throws IOException, InterruptedException {
        PostgresOwner.refusal().ifPresent(text -> {
            throw new TryOutException(text);
        });
        Path data = folder.resolve(DATA);
        stopLeftover(data);
        boolean isPrepared = folder.kept(PREPARED).isPresent();
        if (!isPrepared) {
            FileSystemUtils.deleteRecursively(data);
        }
        String password = folder.secret(PASSWORD, LocalPostgres::randomPassword);
        EmbeddedPostgres server = startServer(folder, data, password);
        try {
            if (!isPrepared) {
                prepare(server, data, password);
                folder.keep(PREPARED, "yes");
            }
            return new LocalPostgres(server, guard(data), password);
        } catch (SQLException | IOException e) {
            server.close();
            throw new TryOutException("The database could not be prepared: " + e.getMessage());
        }
    }

    private static EmbeddedPostgres startServer(TryFolder folder, Path data, String password) throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile());
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(
                            folder.resolve("postgres-programs").toFile())
                    .setRegisterShutdownHook(false)
                    .setPort(port(folder))
                    .setPGStartupWait(START_TIMEOUT)
                    .setConnectConfig("password", password)
                    .setServerConfig("unix_socket_directories", "''")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
        } catch (IOException | IllegalStateException e) {
            throw new TryOutException("The database did not start: %s. Its log: %s. To begin anew remove the folder %s."
                    .formatted(e.getMessage(), folder.resolve(LOG), folder.resolve("")));
        }
    }

    private static void prepare(EmbeddedPostgres server, Path data, String password) throws SQLException, IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter user postgres password '" + password + "'");
            statement.execute("create database " + DATABASE);
            Files.writeString(data.resolve("pg_hba.conf"), ACCESS);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static Process guard(Path data) throws IOException {
        String pid = postmasterPid(data).orElseThrow(() -> new IOException("no postmaster.pid in " + data));
        return new ProcessBuilder("sh", "-c", GUARD, "netstacks-postgres-guard", data.toString(), pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Optional<String> postmasterPid(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().findFirst().map(String::strip)
                : Optional.empty();
    }

    /** Stops the server that still runs on {@code data} and frees it from the mark of one that does not: a process id may be another program's by now. */
    static void stopLeftover(Path data) throws IOException, InterruptedException {
        Optional<String> pid = postmasterPid(data).filter(line -> line.matches("\\d{1,9}"));
        if (pid.isEmpty()) {
            return;
        }
        Optional<ProcessHandle> leftover =
                ProcessHandle.of(Long.parseLong(pid.get())).filter(process -> isPostgresOn(data, process));
        if (leftover.isPresent()) {
            stop(leftover.get());
        } else {
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        }
    }

    private static boolean isPostgresOn(Path data, ProcessHandle process) {
        return process.info()
                        .command()
                        .filter(command -> command.endsWith("/postgres"))
                        .isPresent()
                && process.info()
                        .commandLine()
                        .filter(line -> line.contains(data.toString()))
                        .isPresent();
    }

    /** SIGINT: a fast shutdown, which waits for no client (PostgreSQL documentation, "Shutting Down the Server"). */
    private static void stop(ProcessHandle postmaster) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(postmaster.pid()))
                .start()
                .waitFor();
        try {
            postmaster.onExit().get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new TryOutException(
                    "The database of an earlier run, pid %d, does not stop. End it with: kill -QUIT %d"
                            .formatted(postmaster.pid(), postmaster.pid()));
        }
    }

    /** The port of last time if it is free, so that a psql history stays useful; else any. */
    private static int port(TryFolder folder) throws IOException {
        Optional<String> last = folder.kept(PORT);
        if (last.isPresent() && isFree(Integer.parseInt(last.get()))) {
            return Integer.parseInt(last.get());
        }
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            folder.keep(PORT, Integer.toString(any.getLocalPort()));
            return any.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    int port() {
        return server.getPort();
    }

    /** As {@code DATABASE_URL} takes it. */
    String url() {
        return "postgres://postgres:%s@127.0.0.1:%d/%s?sslmode=disable".formatted(password, port(), DATABASE);
    }

    /** Stops the server; its data stay. */
    @Override
    public void close() throws IOException {
        guard.destroyForcibly();
        server.close();
    }
}
