package io.netstacks.controller.storage;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;

/** A connection on which everything that waits for the server is under an {@link AnswerLimit}. */
final class LimitedConnection implements Connection {

    private final Connection connection;
    private final AnswerLimit limit;
    private final BooleanSupplier open;

    LimitedConnection(Connection connection, AnswerLimit limit, BooleanSupplier open) {
        this.connection = connection;
        this.limit = limit;
        this.open = open;
    }

    boolean isOpen() {
        return open.getAsBoolean();
    }

    @Override
    public Statement createStatement(String sql) {
        return new LimitedStatement(connection.createStatement(sql), limit);
    }

    @Override
    public Batch createBatch() {
        // A batch would go round the limit, and nobody needs one.
        throw new UnsupportedOperationException("Use statements");
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return limit.onEach(connection.beginTransaction());
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return limit.onEach(connection.beginTransaction(definition));
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return limit.onEach(connection.commitTransaction());
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return limit.onEach(connection.rollbackTransaction());
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return limit.onEach(connection.createSavepoint(name));
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return limit.onEach(connection.releaseSavepoint(name));
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return limit.onEach(connection.rollbackTransactionToSavepoint(name));
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return limit.onEach(connection.setAutoCommit(autoCommit));
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return limit.onEach(connection.setLockWaitTimeout(timeout));
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return limit.onEach(connection.setStatementTimeout(timeout));
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return limit.onEach(connection.setTransactionIsolationLevel(level));
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return limit.onEach(connection.validate(depth));
    }

    @Override
    public boolean isAutoCommit() {
        return connection.isAutoCommit();
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return connection.getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return connection.getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> close() {
        return limit.onEach(connection.close());
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
