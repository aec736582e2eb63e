package io.netstacks.controller.terminal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs changes one at a time and in order, on the threads that bring them: whoever finds nobody at work runs its own and what others bring meanwhile;
 * whoever finds somebody leaves its change to them. So nobody waits.
 */
final class Turns {

    private static final Logger log = LoggerFactory.getLogger(Turns.class);

    private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
    /** Changes that have yet to be finished; who raises it from 0 runs them all. */
    private final AtomicInteger open = new AtomicInteger();

    void take(Runnable change) {
        changes.add(change);
        if (open.getAndIncrement() != 0) {
            return;
        }
        do {
            run(changes.remove());
        } while (open.decrementAndGet() != 0);
    }

    private static void run(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException e) {
            log.error("A fault in a session; it goes on", e);
        }
    }
}
