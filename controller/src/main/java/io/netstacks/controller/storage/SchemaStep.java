package io.netstacks.controller.storage;

import io.netstacks.controller.startup.StartRefusedException;
import io.netstacks.controller.startup.StartupStep;
import java.sql.SQLException;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Brings the schema to this version (F005). Flyway holds a transaction-level advisory lock while it works, which also holds through a transaction-mode
 * pooler and falls with its connection: of two instances that start at once one migrates and the other waits (F006).
 */
@Component
@Order(StartupStep.SCHEMA)
class SchemaStep implements StartupStep {

    private static final Logger log = LoggerFactory.getLogger(SchemaStep.class);

    /** PostgreSQL's SQLSTATEs for a wrong user or password, and for a database that does not exist: no retry mends them (design §8.5). */
    private static final Set<String> REFUSED = Set.of("28P01", "28000", "3D000");

    private final DatabaseAddress address;

    SchemaStep(DatabaseAddress address) {
        this.address = address;
    }

    @Override
    public String name() {
        return "database schema";
    }

    @Override
    public void run() {
        try {
            MigrateResult result = Flyway.configure()
                    .dataSource(DatabaseConfiguration.schemaDataSource(address))
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            log.info(
                    "Database schema is at version {} ({} migrations applied now)",
                    result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion,
                    result.migrationsExecuted);
        } catch (FlywayException e) {
            SQLException cause = sqlCause(e);
            if (cause != null && REFUSED.contains(String.valueOf(cause.getSQLState()))) {
                throw new StartRefusedException(
                        "failed to connect to postgres at %s: %s. Check user, password and database name in DATABASE_URL."
                                .formatted(address, firstLine(cause)),
                        e);
            }
            if (cause != null
                    && (cause.getSQLState() == null
                            || cause.getSQLState().startsWith("08")
                            || cause.getSQLState().startsWith("57P"))) {
                throw new DatabaseUnreachableException(
                        "failed to connect to postgres at %s: %s. Check DATABASE_URL and that the server is up."
                                .formatted(address, firstLine(cause)),
                        e);
            }
            throw e;
        }
    }

    private static @org.jspecify.annotations.Nullable SQLException sqlCause(Throwable e) {
        for (@org.jspecify.annotations.Nullable Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
