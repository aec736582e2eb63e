package io.netstacks.controller.storage;

import io.r2dbc.pool.ConnectionPool;

/** The product's own connection pool, for tests that put their parts together without Spring. */
public final class ProductPool {

    private static final int ANSWER_TIMEOUT_SECS = 10;

    private ProductPool() {}

    /** @param databaseUrl as DATABASE_URL takes it; the caller disposes of the pool */
    public static ConnectionPool open(String databaseUrl, int size) {
        DatabaseSettings settings = new DatabaseSettings(databaseUrl, size, ANSWER_TIMEOUT_SECS);
        return new DatabaseConfiguration().connectionFactory(settings, settings.address());
    }
}
