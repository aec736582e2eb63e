package io.netstacks.controller.testing;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Reactive access to a {@link TestDatabase} for tests that need no Spring context. */
public final class TestPool implements AutoCloseable {

    private static final int CONNECTIONS = 8;

    private final ConnectionPool pool;

    public TestPool(TestDatabase database) {
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host("127.0.0.1")
                                .port(database.port())
                                .username("postgres")
                                .password("postgres")
                                .database(database.name())
                                .preparedStatementCacheQueries(0)
                                .build()))
                .initialSize(0)
                .maxSize(CONNECTIONS)
                .build());
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
