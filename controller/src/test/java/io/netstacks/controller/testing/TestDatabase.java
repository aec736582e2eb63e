package io.netstacks.controller.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL for the whole test run, on loopback; every test class gets a database of its own in it. */
public final class TestDatabase {

    private static final class Server {
        private static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            PostgresOwner.require();
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "300")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Looked at for canaries when the test class that made them is over. */
    private static final Queue<TestDatabase> MADE = new ConcurrentLinkedQueue<>();

    private final String name;

    private TestDatabase(String name) {
        this.name = name;
    }

    /** A new database without tables. */
    public static TestDatabase empty() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        TestDatabase database = new TestDatabase(name);
        MADE.add(database);
        return database;
    }

    /** The databases that were made since the last call. */
    static List<TestDatabase> takeMade() {
        List<TestDatabase> made = new ArrayList<>();
        for (TestDatabase database = MADE.poll(); database != null; database = MADE.poll()) {
            made.add(database);
        }
        return made;
    }

    /** A new database with the current schema. */
    public static TestDatabase migrated() {
        TestDatabase database = empty();
        Flyway.configure()
                .dataSource(Server.INSTANCE.getDatabase("postgres", database.name))
                .load()
                .migrate();
        return database;
    }

    public int port() {
        return Server.INSTANCE.getPort();
    }

    public String name() {
        return name;
    }

    /** As {@code DATABASE_URL} takes it. */
    public String url() {
        return "postgres://postgres:postgres@127.0.0.1:" + port() + "/" + name;
    }

    /** As {@link #url}, over a way that the test can cut. */
    public String urlThrough(CuttableLink link) {
        return "postgres://postgres:postgres@127.0.0.1:" + link.port() + "/" + name;
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the query's first row. */
    public String text(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** What a query for a number says. */
    public int count(String query) throws SQLException {
        return Integer.parseInt(text(query));
    }

    /** A JDBC connection, for looking at what was written; the caller closes it. */
    public Connection connect() throws SQLException {
        return Server.INSTANCE.getDatabase("postgres", name).getConnection();
    }
}
