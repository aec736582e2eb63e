package io.netstacks.controller.tryout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of the trying-out mode over orderly stops, kill -9 of its process, and kill -9 of everything that could stop it in time. */
class LocalPostgresIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    @Test
    void whatWasWrittenSurvivesAnOrderlyStopAndAnyKill() throws Exception {
        try (TryFolder folder = open();
                LocalPostgres database = LocalPostgres.start(folder)) {
            write(database, "create table kept (n int)");
            write(database, "insert into kept values (1)");
            assertThatThrownBy(() -> connect(database.url().replaceFirst(":[0-9a-f]+@", ":canary-wrong@")))
                    .isInstanceOf(SQLException.class);
        }

        Process killed = startElsewhere();
        ProcessHandle postmaster = postmaster();
        killed.destroyForcibly().waitFor();
        // The guard stops the server that lost its process.
        postmaster.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        Process killedWithGuard = startElsewhere();
        List<ProcessHandle> guards = killedWithGuard.descendants().toList();
        ProcessHandle leftover = postmaster();
        guards.stream().filter(process -> process.pid() != leftover.pid()).forEach(ProcessHandle::destroyForcibly);
        killedWithGuard.destroyForcibly().waitFor();
        assertThat(leftover.isAlive()).isTrue();

        try (TryFolder folder = open();
                LocalPostgres database = LocalPostgres.start(folder)) {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(count(database)).isEqualTo(3);
        }
    }

    @Test
    void aMarkOfAServerThatIsGoneDoesNotBlockTheDataThoughItsPidIsAnotherProcesssNow() throws Exception {
        Path data = Files.createDirectories(temporary.resolve("data"));
        Path mark = data.resolve("postmaster.pid");
        Files.writeString(mark, ProcessHandle.current().pid() + "\n" + data + "\n");

        LocalPostgres.stopLeftover(data);

        assertThat(mark).doesNotExist();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    /** A process of its own that has the database and adds a row. */
    private Process startElsewhere() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.lines().anyMatch("written"::equals)).isTrue();
        return process;
    }

    private ProcessHandle postmaster() throws Exception {
        String pid =
                Files.readAllLines(temporary.resolve("postgres/postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private TryFolder open() throws Exception {
        return TryFolder.open(temporary, PATIENCE, notice -> {});
    }

    /** Holds the database until it is killed. */
    static final class Holder {

        public static void main(String[] arguments) throws Exception {
            TryFolder folder = TryFolder.open(Path.of(arguments[0]), PATIENCE, notice -> {});
            LocalPostgres database = LocalPostgres.start(folder);
            write(database, "insert into kept values (1)");
            System.out.println("\nwritten");
            Thread.currentThread().join();
        }
    }

    private static void write(LocalPostgres database, String sql) throws SQLException {
        try (Connection connection = connect(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(LocalPostgres database) throws SQLException {
        try (Connection connection = connect(database.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(String url) throws SQLException {
        String[] parts = url.replaceFirst("^postgres://", "").split("[:@/?]");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%s/%s".formatted(parts[2], parts[3], parts[4]), parts[0], parts[1]);
    }
}
