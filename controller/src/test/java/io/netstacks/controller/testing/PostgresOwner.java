package io.netstacks.controller.testing;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether this process may own a PostgreSQL server. Its programs refuse root; the embedded one gets round that through a user namespace
 * ({@code unshare -U}), which a container without CAP_SYS_ADMIN mostly forbids. Without this check only "exit code 1" would be seen of that.
 */
public final class PostgresOwner {

    private static final String REFUSAL =
            "PostgreSQL refuses to be run by root, and `unshare -U`, which gets round that, does not work here"
                    + " (as in a container without CAP_SYS_ADMIN): run this as another user.";

    private PostgresOwner() {}

    /** Why PostgreSQL cannot run and what to do, for a person; empty when it can. */
    public static Optional<String> refusal() {
        return refusal(new UnixSystem().getUid(), LinuxUtils::isUnshareAvailable);
    }

    static Optional<String> refusal(long userId, BooleanSupplier canUnshare) {
        return userId != 0 || canUnshare.getAsBoolean() ? Optional.empty() : Optional.of(REFUSAL);
    }

    /** For tests, which can only fail. */
    static void require() {
        refusal().ifPresent(text -> {
            throw new IllegalStateException(text);
        });
    }
}
