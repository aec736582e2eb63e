package io.netstacks.controller.storage;

import io.netstacks.controller.startup.StartRefusedException;
import io.netstacks.controller.startup.StartupStep;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Brings the schema to this version (F005). Of two instances that start at once one migrates and the other waits (F006), see {@link SchemaLock}.
 */
@Component
@Order(StartupStep.SCHEMA)
class SchemaStep implements StartupStep {

    private static final Logger log = LoggerFactory.getLogger(SchemaStep.class);

    /** PostgreSQL's SQLSTATEs for a wrong user or password, and for a database that does not exist: no retry mends them (design §8.5). */
    private static final Set<String> REFUSED = Set.of("28P01", "28000", "3D000");

    private final DatabaseAddress address;
    private final Duration answerTimeout;

    SchemaStep(DatabaseAddress address, DatabaseSettings settings) {
        this.address = address;
        this.answerTimeout = settings.answerTimeout();
    }

    @Override
    public String name() {
        return "database schema";
    }

    @Override
    public void run() throws InterruptedException {
        DataSource database = DatabaseConfiguration.schemaDataSource(address, answerTimeout);
        try (SchemaLock _ = SchemaLock.take(database)) {
            MigrateResult result = Flyway.configure()
                    .dataSource(database)
                    .locations("classpath:db/migration")
                    .callbacks(new UnhurriedMigrations())
                    .load()
                    .migrate();
            log.info(
                    "Database schema is at version {} ({} migrations applied now)",
                    result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion,
                    result.migrationsExecuted);
        } catch (FlywayException e) {
            SQLException cause = sqlCause(e);
            throw cause == null ? e : explained(cause, e);
        } catch (SQLException e) {
            throw explained(e, new DatabaseUnreachableException("The schema lock failed: " + firstLine(e), e));
        }
    }

    /** What a fault of the connection means for the start; {@code other} where it is none. */
    private RuntimeException explained(SQLException cause, RuntimeException other) {
        String state = String.valueOf(cause.getSQLState());
        if (REFUSED.contains(state)) {
            return new StartRefusedException(
                    "failed to connect to postgres at %s: %s. Check user, password and database name in DATABASE_URL."
                            .formatted(address, firstLine(cause)),
                    other);
        }
        if (cause.getSQLState() == null || state.startsWith("08") || state.startsWith("57P")) {
            return new DatabaseUnreachableException(
                    "failed to connect to postgres at %s: %s. Check DATABASE_URL and that the server is up."
                            .formatted(address, firstLine(cause)),
                    other);
        }
        return other;
    }

    private static @Nullable SQLException sqlCause(Throwable e) {
        for (@Nullable Throwable t = e; t != null; t = t.getCause()) {
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
