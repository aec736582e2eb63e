package io.netstacks.controller.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How much terminal output the recordings in the database hold: that a flood was recorded is not to be believed but seen. It comes later than the client's
 * last byte, as what is recorded is compressed and stored behind the session's back. Counted are the chunks themselves, as the API's numbers of a running
 * recording are some seconds old.
 */
final class StoredOutput implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long MIB = 1024 * 1024;

    private final Connection connection;
    private final Samples seconds = new Samples();
    private long expectedBytes;
    private long storedBytes;

    /** @param database one with the controller's schema, at the latest when {@link #await} is called */
    StoredOutput(Database server, String database) throws SQLException {
        connection = server.connect(database);
    }

    /**
     * Waits until the recordings hold this output, too, with all that was awaited before. Once that took too long, nothing is waited for anymore.
     *
     * @param bytes of output that a client has just read
     */
    void await(long bytes) throws SQLException {
        boolean isComplete = storedBytes >= expectedBytes;
        expectedBytes += bytes;
        if (!isComplete) {
            return;
        }
        long start = System.nanoTime();
        count();
        while (storedBytes < expectedBytes && System.nanoTime() - start < PATIENCE.toNanos()) {
            LockSupport.parkNanos(POLL.toNanos());
            count();
        }
        seconds.add((System.nanoTime() - start) / 1e9);
    }

    private void count() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select coalesce(sum(end_offset - start_offset), 0) from recording_chunk")) {
            rows.next();
            storedBytes = rows.getLong(1);
        }
    }

    void tell(Report report) throws SQLException {
        count();
        if (storedBytes >= expectedBytes) {
            report.remark(Report.text(
                    "The recordings hold all %d MiB of the floods, each in full %.1f s after the client read its last byte, at most %.1f s.",
                    expectedBytes / MIB, seconds.median(), seconds.max()));
        } else {
            report.remark(Report.text(
                    "THE RECORDINGS ARE SHORT: of %d MiB of floods they hold %d MiB, though %d s were waited for them.",
                    expectedBytes / MIB, storedBytes / MIB, PATIENCE.toSeconds()));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
