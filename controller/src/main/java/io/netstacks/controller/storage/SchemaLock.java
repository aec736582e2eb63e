package io.netstacks.controller.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one instance at a time change the schema, all of it: Flyway's own lock is given up between two migrations, so two instances would take turns.
 *
 * <p>It is PostgreSQL's advisory lock of a transaction (PostgreSQL documentation, "Advisory Locks"): a transaction-mode pooler keeps the connection for as
 * long as that lasts, and it falls with its connection when the holder dies. Who waits asks again and again and holds no connection meanwhile, so that
 * many waiting instances cannot use up a pooler's connections.
 */
final class SchemaLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SchemaLock.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    /** "NetStack" in ASCII: advisory locks have numbers for names, shared by all users of a database. */
    private static final long NAME = 0x4e6574537461636bL;

    private final Connection transaction;

    private SchemaLock(Connection transaction) {
        this.transaction = transaction;
    }

    /** Waits for as long as another instance holds the lock. */
    static SchemaLock take(DataSource database) throws SQLException, InterruptedException {
        for (boolean waiting = false; ; waiting = true) {
            Connection connection = database.getConnection();
            if (tryLock(connection)) {
                return new SchemaLock(connection);
            }
            connection.close();
            if (!waiting) {
                log.info("Another instance is bringing the database schema up to date; waiting for it");
            }
            Thread.sleep(RETRY);
        }
    }

    private static boolean tryLock(Connection connection) throws SQLException {
        try {
            connection.setAutoCommit(false);
            try (PreparedStatement settings =
                    connection.prepareStatement("set local idle_in_transaction_session_timeout = 0")) {
                settings.execute();
            }
            try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
                lock.setLong(1, NAME);
                try (ResultSet taken = lock.executeQuery()) {
                    return taken.next() && taken.getBoolean(1);
                }
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Ends the transaction, and with it the lock. */
    @Override
    public void close() {
        try {
            transaction.close();
        } catch (SQLException e) {
            log.debug("The connection with the schema lock was gone already", e);
        }
    }
}
