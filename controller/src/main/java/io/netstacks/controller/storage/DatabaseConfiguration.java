package io.netstacks.controller.storage;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.pool.PooledRefMetadata;

/** The bounded pool, and what Spring builds on it. Everything here also works behind PgBouncer in transaction mode (F007). */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** A request that gets no connection for this long fails as "database unavailable" instead of piling up. */
    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration MAX_IDLE = Duration.ofMinutes(10);

    @Bean
    DatabaseAddress databaseAddress(DatabaseSettings settings) {
        return settings.address();
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionFactory(DatabaseSettings settings, DatabaseAddress address) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new LimitedConnectionFactory(() -> connection(address), settings.answerTimeout()))
                .name("netstacks")
                .initialSize(0)
                .maxSize(settings.poolSize())
                .maxIdleTime(MAX_IDLE)
                .maxAcquireTime(ACQUIRE_TIMEOUT)
                .customizer(pool -> pool.evictionPredicate(DatabaseConfiguration::isUsedUp))
                .build());
    }

    /** The pool's own rule for idle connections, and one for those that broke: its check at acquisition passes over one of these only, so a second fails the request. */
    private static boolean isUsedUp(Connection connection, PooledRefMetadata metadata) {
        return metadata.idleTime() >= MAX_IDLE.toMillis()
                || connection instanceof LimitedConnection limited && !limited.isOpen();
    }

    private static PostgresqlConnectionConfiguration.Builder connection(DatabaseAddress address) {
        PostgresqlConnectionConfiguration.Builder connection = PostgresqlConnectionConfiguration.builder()
                .host(address.host())
                .port(address.port())
                .username(address.user())
                .password(address.password())
                .database(address.database())
                .applicationName("netstacks")
                .connectTimeout(CONNECT_TIMEOUT)
                .tcpKeepAlive(true)
                .tcpNoDelay(true)
                // A transaction-mode pooler hands the next statement to another server connection, which knows none of
                // our prepared ones.
                .preparedStatementCacheQueries(0)
                .codecRegistrar(new BinaryBytea())
                .sslMode(SSLMode.fromValue(address.sslMode()));
        if (address.sslRootCert() != null) {
            connection.sslRootCert(address.sslRootCert());
        }
        return connection;
    }

    @Bean
    R2dbcTransactionManager transactionManager(ConnectionPool pool) {
        return new R2dbcTransactionManager(pool);
    }

    @Bean
    TransactionalOperator transactionalOperator(R2dbcTransactionManager transactionManager) {
        return TransactionalOperator.create(transactionManager);
    }

    @Bean
    DatabaseClient databaseClient(ConnectionPool pool) {
        return DatabaseClient.create(pool);
    }

    /**
     * For the schema only: Flyway speaks JDBC. Unpooled, used once per start.
     *
     * <p>Its connections give up a silent server, while they are opened and later, until {@link UnhurriedMigrations} lifts that. pgjdbc's
     * loginTimeout would not do: it abandons the attempt (42.7.11, Driver.ConnectThread), and every try would leave a thread and a connection behind.
     */
    static DataSource schemaDataSource(DatabaseAddress address, Duration answerTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setDatabaseName(address.database());
        source.setSslMode(address.sslMode());
        if (address.sslRootCert() != null) {
            source.setSslRootCert(address.sslRootCert());
        }
        source.setApplicationName("netstacks schema");
        source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
        source.setSocketTimeout((int) answerTimeout.toSeconds());
        source.setTcpKeepAlive(true);
        // Server-side prepared statements would outlive the transaction that a transaction-mode pooler lends the
        // connection for.
        source.setPrepareThreshold(0);
        return source;
    }
}
