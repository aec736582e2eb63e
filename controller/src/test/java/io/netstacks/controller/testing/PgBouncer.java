package io.netstacks.controller.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real PgBouncer in transaction mode before the test PostgreSQL. It hands a client's next transaction to another server connection on purpose, so that
 * whatever relies on a session breaks. The program is the machine's, or Debian's package unpacked into a folder of its own.
 */
public final class PgBouncer implements AutoCloseable {

    private static final Path CACHE = Path.of(System.getProperty("java.io.tmpdir"), "netstacks-pgbouncer");
    private static final String HOW_TO_GET_IT = "PgBouncer is missing and could not be unpacked from Debian's package."
            + " Install it, for example with: apt-get install pgbouncer, or: brew install pgbouncer";

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** Starts one before the server of {@code database}. */
    public static PgBouncer before(TestDatabase database) {
        return before(database.port());
    }

    /** Starts one before the server of the test databases, over a way that the test can cut. */
    public static PgBouncer before(CuttableLink way) {
        return before(way.port());
    }

    private static PgBouncer before(int serverPort) {
        try {
            Path program = program();
            int port = FreePort.find();
            Path folder = Files.createTempDirectory("netstacks-pgbouncer");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Path configuration = Files.writeString(
                    folder.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d user=postgres password=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    default_pool_size = 10
                    server_round_robin = 1
                    max_client_conn = 200
                    ignore_startup_parameters = extra_float_digits
                    logfile = %s
                    """.formatted(serverPort, port, folder.resolve("pgbouncer.log")));
            List<String> command = new ArrayList<>(List.of(program.toString(), "-q"));
            if ("root".equals(System.getProperty("user.name"))) {
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(configuration.toString());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile());
            if (program.startsWith(CACHE)) {
                builder.environment().put("LD_LIBRARY_PATH", libraries());
            }
            PgBouncer bouncer = new PgBouncer(builder.start(), port);
            await().atMost(Duration.ofSeconds(20))
                    .failFast("PgBouncer ended, see " + folder, () -> !bouncer.process.isAlive())
                    .until(bouncer::accepts);
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** The database through this pooler, as {@code DATABASE_URL} takes it. */
    public String url(TestDatabase database) {
        return "postgres://postgres:postgres@127.0.0.1:" + port + "/" + database.name();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path program() throws IOException {
        return Stream.concat(
                        Stream.of(System.getenv()
                                .getOrDefault("PATH", "")
                                .split(Pattern.quote(java.io.File.pathSeparator))),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", CACHE + "/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(PgBouncer::unpacked);
    }

    /** Unpacked beside its final place and moved there in one step, so that a test run that is stopped leaves nothing half done. */
    private static Path unpacked() {
        try {
            Path fresh = Files.createTempDirectory(CACHE.getParent(), "netstacks-pgbouncer-new");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            String download = "apt-get download pgbouncer $(apt-cache depends pgbouncer"
                    + " | sed -n 's/.*Depends: \\(libevent-[0-9].*\\|libc-ares.*\\)/\\1/p')";
            boolean done = run(fresh, download) || (run(fresh, "apt-get update") && run(fresh, download));
            if (!done || !run(fresh, "for p in *.deb; do dpkg -x \"$p\" . || exit 1; done")) {
                throw new IllegalStateException(HOW_TO_GET_IT);
            }
            try {
                Files.move(fresh, CACHE, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.isDirectory(CACHE)) {
                    throw e;
                }
            }
            return CACHE.resolve("usr/sbin/pgbouncer");
        } catch (IOException e) {
            throw new IllegalStateException(HOW_TO_GET_IT, e);
        }
    }

    private static boolean run(Path folder, String command) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            return shell.waitFor(120, TimeUnit.SECONDS) && shell.exitValue() == 0;
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String libraries() throws IOException {
        try (Stream<Path> folders = Files.list(CACHE.resolve("usr/lib"))) {
            return folders.filter(folder -> folder.getFileName().toString().endsWith("-linux-gnu"))
                    .map(Path::toString)
                    .findFirst()
                    .orElse("");
        }
    }
}
