package io.netstacks.controller.storage;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Lets a migration take as long as it takes: seen from here, one that rewrites a large table or waits for a lock is like a server that fell silent, and cut
 * short it would begin anew at every try. So a server that freezes in the midst of one is waited for without a word; TCP's keep-alive notices when its
 * machine is gone.
 */
final class UnhurriedMigrations extends BaseCallback {

    private static final int NO_LIMIT = 0;

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    /** For good, as the commit belongs to the migration and comes after its last event. */
    @Override
    public void handle(Event event, Context context) {
        try {
            context.getConnection().setNetworkTimeout(Runnable::run, NO_LIMIT);
        } catch (SQLException e) {
            throw new FlywayException("The limit for answers could not be lifted for a migration", e);
        }
    }
}
