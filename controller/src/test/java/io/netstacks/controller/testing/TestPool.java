package io.netstacks.controller.testing;

import io.netstacks.controller.storage.ProductPool;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Reactive access to a {@link TestDatabase} for tests that need no Spring context. */
public final class TestPool implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    private final ConnectionPool pool;

    public TestPool(TestDatabase database) {
        pool = ProductPool.open(database.url(), CONNECTIONS);
    }

    public DatabaseClient client() {
        return DatabaseClient.create(pool);
    }

    public TransactionalOperator transaction() {
        return TransactionalOperator.create(new R2dbcTransactionManager(pool));
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
