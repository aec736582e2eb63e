package io.netstacks.controller.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL that makes its writes durable, as in production: the tests' own does not wait for the disk. */
final class Database implements AutoCloseable {

    private final EmbeddedPostgres server;

    Database() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
    }

    /** A new empty database, as {@code DATABASE_URL} takes it. */
    String create(String name) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return "postgres://postgres:postgres@127.0.0.1:" + server.getPort() + "/" + name;
    }

    Connection connect(String name) throws SQLException {
        return server.getDatabase("postgres", name).getConnection();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
