package io.netstacks.controller.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;

/** A PostgreSQL server of a test's own, which it can stop in its tracks: connections stay, new ones are taken by the kernel, nobody answers. */
public final class FreezablePostgres implements AutoCloseable {

    private final Path data;
    private final EmbeddedPostgres server;

    private FreezablePostgres(Path data, EmbeddedPostgres server) {
        this.data = data;
        this.server = server;
    }

    public static FreezablePostgres start() {
        PostgresOwner.require();
        try {
            Path data = Files.createTempDirectory("netstacks-postgres");
            return new FreezablePostgres(
                    data,
                    EmbeddedPostgres.builder()
                            .setDataDirectory(data)
                            .setServerConfig("fsync", "off")
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code DATABASE_URL} takes it. */
    public String url() {
        return "postgres://postgres:postgres@127.0.0.1:" + server.getPort() + "/postgres";
    }

    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    public void freeze() {
        // The postmaster first, so that there are no children of whom we know nothing.
        ProcessHandle postmaster = postmaster();
        signal("-STOP", Stream.of(postmaster));
        signal("-STOP", postmaster.descendants());
    }

    public void thaw() {
        ProcessHandle postmaster = postmaster();
        signal("-CONT", Stream.concat(postmaster.descendants(), Stream.of(postmaster)));
    }

    private ProcessHandle postmaster() {
        try (Stream<String> lines = Files.lines(data.resolve("postmaster.pid"))) {
            return ProcessHandle.of(
                            Long.parseLong(lines.findFirst().orElseThrow().strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String signal, Stream<ProcessHandle> processes) {
        processes.toList().forEach(p -> Command.in(data).run("kill", signal, Long.toString(p.pid())));
    }

    @Override
    public void close() {
        thaw();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
