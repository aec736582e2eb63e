package io.netstacks.controller.terminal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs changes one at a time and in order, on the threads that bring them: whoever finds nobody at work runs its own and what others bring meanwhile;
 * whoever finds somebody leaves its change to them. So nobody waits.
 */
final class Turns {

    private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
    /** Changes that have yet to be finished; who raises it from 0 runs them all. */
    private final AtomicInteger open = new AtomicInteger();

    /** A change that throws does not stop the others; what it threw is thrown here when they are done, on the thread that ran it. */
    void take(Runnable change) {
        changes.add(change);
        if (open.getAndIncrement() != 0) {
            return;
        }
        Throwable fault = null;
        do {
            fault = run(changes.remove(), fault);
        } while (open.decrementAndGet() != 0);
        switch (fault) {
            case null -> {
                // All went well.
            }
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(fault);
        }
    }

    private static @Nullable Throwable run(Runnable change, @Nullable Throwable before) {
        try {
            change.run();
            return before;
        } catch (RuntimeException | Error e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }
}
