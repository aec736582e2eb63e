package io.netstacks.controller.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.FreezablePostgres;
import io.netstacks.controller.testing.PgBouncer;
import io.netstacks.controller.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From process start to readiness, with the database as it may be found. */
class DatabaseStartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    @DisplayName("F005: an empty database gets the schema; a second start changes nothing")
    void anEmptyDatabaseGetsTheSchemaOnce() {
        startTwice(ControllerProcess.on(TestDatabase.empty()));
    }

    @Test
    @DisplayName("F007: the same through PgBouncer in transaction mode")
    void anEmptyDatabaseGetsTheSchemaOnceThroughPgBouncer() {
        TestDatabase database = TestDatabase.empty();
        try (PgBouncer bouncer = PgBouncer.before(database)) {
            startTwice(ControllerProcess.withoutDatabase().set("DATABASE_URL", bouncer.url(database)));
        }
    }

    @Test
    @DisplayName(
            "F002 F006: of two that start at once one migrates and makes the administrator, the other waits, both get ready")
    void ofTwoAtOnceOneMigrates() {
        startTwoAtOnce(ControllerProcess.on(TestDatabase.empty()));
    }

    @Test
    @DisplayName("F002 F006 F007: the same through PgBouncer in transaction mode")
    void ofTwoAtOnceOneMigratesThroughPgBouncer() {
        TestDatabase database = TestDatabase.empty();
        try (PgBouncer bouncer = PgBouncer.before(database)) {
            startTwoAtOnce(ControllerProcess.withoutDatabase().set("DATABASE_URL", bouncer.url(database)));
        }
    }

    @Test
    @DisplayName("F006: when the one that migrates is killed, the waiting one takes its place")
    void aKilledMigrationIsTakenOver() throws Exception {
        TestDatabase database = TestDatabase.empty();
        takeOver(database, database.url());
    }

    @Test
    @DisplayName("F006 F007: the same through PgBouncer in transaction mode")
    void aKilledMigrationIsTakenOverThroughPgBouncer() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (PgBouncer bouncer = PgBouncer.before(database)) {
            takeOver(database, bouncer.url(database));
        }
    }

    @Test
    @DisplayName("design 8.5: a database that is away is waited for, with the documented text at every try")
    void aDatabaseThatIsAwayIsWaitedFor() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink way = cutLinkTo(database.port());
                ControllerProcess controller = ControllerProcess.withoutDatabase()
                        .set(
                                "DATABASE_URL",
                                "postgres://postgres:canary-pw@127.0.0.1:" + way.port() + "/" + database.name())
                        .start()) {
            await().atMost(PATIENCE).until(() -> connectFailures(controller) >= 3);
            assertThat(controller.get("/health").statusCode()).isEqualTo(200);
            assertThat(controller.get("/api/v1/ready").statusCode()).isEqualTo(503);
            assertThat(controller.get("/api/v1/health").statusCode()).isEqualTo(503);
            assertThat(controller.get("/api/tls/ca-certificate/info").statusCode())
                    .isEqualTo(503);
            assertThat(controller.isAlive()).isTrue();
            way.mend();
            controller.awaitReady();
            await().atMost(PATIENCE)
                    .until(() -> controller.get("/api/v1/health").statusCode() == 200);
            assertThat(controller.output()).doesNotContain("canary").doesNotContain("    at ");
        }
    }

    @Test
    @DisplayName("design 8.5: a server that takes the connection and says nothing is waited for in the same way")
    void aDatabaseThatIsFrozenIsWaitedFor() {
        try (FreezablePostgres database = FreezablePostgres.start()) {
            database.freeze();
            // Without TLS: pgjdbc limits the wait for the answer to its question about TLS by itself.
            try (ControllerProcess controller = impatientController(database.url() + "?sslmode=disable")) {
                await().atMost(PATIENCE).until(() -> connectFailures(controller) >= 3);
                assertThat(controller.isAlive()).isTrue();
                database.thaw();
                controller.awaitReady();
            }
        }
    }

    @Test
    @DisplayName("design 8.5: so is one that falls silent after the login")
    void aDatabaseThatFallsSilentAfterTheLoginIsWaitedFor() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink way = CuttableLink.to(database.port());
                PgBouncer bouncer = PgBouncer.before(way)) {
            teachLogins(bouncer.url(database));
            way.freeze();
            try (ControllerProcess controller = impatientController(bouncer.url(database))) {
                await().atMost(PATIENCE).until(() -> connectFailures(controller) >= 3);
                assertThat(controller.isAlive()).isTrue();
                way.mend();
                controller.awaitReady();
            }
        }
    }

    @Test
    @DisplayName("F005: a migration may take longer than the database may stay silent otherwise")
    void aLongMigrationIsNotCutShort() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            execute(holder, "create table device (id int)");
            try (ControllerProcess migrating = impatientController(database.url());
                    ControllerProcess waiting = impatientController(database.url())) {
                await().atMost(PATIENCE)
                        .until(() -> backends(
                                        database,
                                        "wait_event_type = 'Lock' and query_start < clock_timestamp() - interval '5 s'")
                                == 1);
                holder.rollback();
                migrating.awaitReady();
                waiting.awaitReady();
                assertThat(migrating.output() + waiting.output())
                        .containsOnlyOnce("Another instance is bringing the database schema up to date")
                        .doesNotContain("Trying again");
            }
        }
    }

    @Test
    @DisplayName("design 8.5: a wrong password ends the start")
    void aWrongPasswordEndsTheStart() throws Exception {
        TestDatabase database = TestDatabase.empty();
        String user = "guarded_" + database.name();
        requirePassword(database, user, "canary-right");
        String right = "postgres://" + user + ":canary-right@127.0.0.1:" + database.port() + "/" + database.name();
        assertRefused(right.replace("canary-right", "canary-wrong"), "failed to connect to postgres", "password");
        try (ControllerProcess controller =
                ControllerProcess.withoutDatabase().set("DATABASE_URL", right).start()) {
            controller.awaitReady();
            assertThat(controller.output()).doesNotContain("canary");
        }
    }

    @Test
    @DisplayName("design 8.5: no such database ends the start")
    void noSuchDatabaseEndsTheStart() {
        TestDatabase database = TestDatabase.empty();
        assertRefused(database.url() + "_absent", "failed to connect to postgres", "does not exist");
    }

    private static CuttableLink cutLinkTo(int port) {
        CuttableLink link = CuttableLink.to(port);
        link.cut();
        return link;
    }

    /** One that gives the database two seconds for an answer. */
    private static ControllerProcess impatientController(String url) {
        return ControllerProcess.withoutDatabase()
                .set("DATABASE_URL", url)
                .set("DATABASE_ANSWER_TIMEOUT_SECS", "2")
                .start();
    }

    /** PgBouncer answers logins by itself once it has heard from the server what to say. */
    private static void teachLogins(String url) throws SQLException {
        String jdbc = "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1);
        try (Connection connection = DriverManager.getConnection(jdbc, "postgres", "postgres")) {
            execute(connection, "select 1");
        }
    }

    private static void startTwice(ControllerProcess.Starter starter) {
        try (ControllerProcess first = starter.start()) {
            first.awaitReady().awaitLine("is connected");
            assertThat(migrationsApplied(first)).isPositive();
        }
        try (ControllerProcess second = starter.start()) {
            second.awaitReady().awaitLine("is connected");
            assertThat(migrationsApplied(second)).isZero();
        }
    }

    private static void startTwoAtOnce(ControllerProcess.Starter starter) {
        try (ControllerProcess a = starter.start();
                ControllerProcess b = starter.start()) {
            a.awaitReady();
            b.awaitReady();
            assertThat(List.of(migrationsApplied(a), migrationsApplied(b)))
                    .as("one applies all, the other none")
                    .containsOnlyOnce(0)
                    .anyMatch(count -> count > 0);
            assertThat(a.output() + "\n" + b.output())
                    .containsOnlyOnce("Created default admin user")
                    .containsOnlyOnce("Admin password: ")
                    .doesNotContain("Trying again");
        }
    }

    /** The migration is held up by a table of the same name that another transaction is making. */
    private static void takeOver(TestDatabase database, String url) throws Exception {
        ControllerProcess.Starter starter = ControllerProcess.withoutDatabase().set("DATABASE_URL", url);
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            execute(holder, "create table device (id int)");
            try (ControllerProcess first = starter.start()) {
                await().atMost(PATIENCE).until(() -> backends(database, "wait_event_type = 'Lock'") == 1);
                try (ControllerProcess second = starter.start()) {
                    second.awaitLine("Another instance is bringing the database schema up to date");
                    first.kill();
                    assertThat(migrationsAppliedOrNone(second)).isEmpty();
                    holder.rollback();
                    second.awaitReady();
                    assertThat(migrationsApplied(second)).isPositive();
                }
            }
        }
    }

    private static int backends(TestDatabase database, String condition) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "select count(*) from pg_stat_activity where datname = current_database() and " + condition)) {
            count.next();
            return count.getInt(1);
        }
    }

    private static int migrationsApplied(ControllerProcess controller) {
        return migrationsAppliedOrNone(controller).orElseThrow();
    }

    private static java.util.OptionalInt migrationsAppliedOrNone(ControllerProcess controller) {
        return controller.lines().stream()
                .filter(line -> line.contains("Database schema is at version"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*\\((\\d+) migrations applied now\\).*", "$1")))
                .findFirst();
    }

    private static long connectFailures(ControllerProcess controller) {
        return controller.lines().stream()
                .filter(line -> line.contains("failed to connect to postgres"))
                .count();
    }

    private static void assertRefused(String url, String... texts) {
        try (ControllerProcess controller =
                ControllerProcess.withoutDatabase().set("DATABASE_URL", url).start()) {
            assertThat(controller.awaitExit()).isEqualTo(1);
            assertThat(controller.output())
                    .contains(texts)
                    .doesNotContain("canary")
                    .doesNotContain("    at ");
        }
    }

    /** The test server trusts everybody on loopback; this user it does not. */
    private static void requirePassword(TestDatabase database, String user, String password) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create role " + user + " login password '" + password + "'");
            statement.execute("alter database " + database.name() + " owner to " + user);
            Path rules;
            try (ResultSet file = statement.executeQuery("show hba_file")) {
                file.next();
                rules = Path.of(file.getString(1));
            }
            Files.writeString(rules, "host all " + user + " 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
