package io.netstacks.controller.storage;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolShutdownException;

/** Tells a database that is away from a statement that is wrong. */
public final class DatabaseFault {

    /** A cause chain longer than this is a loop. */
    private static final int DEEPEST_CAUSE = 16;

    /**
     * PostgreSQL's SQLSTATE classes (PostgreSQL documentation, "Error Codes"): connection exception, out of resources, operator intervention (shutdown,
     * crash, starting up), wrong password, no such database.
     */
    private static final Set<String> AWAY_CLASSES = Set.of("08", "53", "57", "28", "3D");

    /** "query_canceled" is a statement's fault, not the server's. */
    private static final String QUERY_CANCELED = "57014";

    private DatabaseFault() {}

    /** Whether {@code error} or one of its causes says that the database cannot be used at this moment: trying again later may help. */
    public static boolean isUnavailable(Throwable error) {
        @Nullable Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (saysUnavailable(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean saysUnavailable(Throwable cause) {
        return switch (cause) {
            case DatabaseUnreachableException _,
                    R2dbcTimeoutException _,
                    R2dbcTransientResourceException _,
                    PoolAcquireTimeoutException _,
                    PoolAcquirePendingLimitException _,
                    PoolShutdownException _ -> true;
            case R2dbcException e when isPresent(e.getSqlState()) -> hasAwayState(e);
            case R2dbcNonTransientResourceException _ -> true;
            default -> false;
        };
    }

    private static boolean isPresent(@Nullable String state) {
        return state != null && state.length() == 5;
    }

    private static boolean hasAwayState(R2dbcException e) {
        String state = String.valueOf(e.getSqlState());
        return AWAY_CLASSES.contains(state.substring(0, 2)) && !state.equals(QUERY_CANCELED);
    }
}
