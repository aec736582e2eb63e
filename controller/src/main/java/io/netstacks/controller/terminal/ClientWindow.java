package io.netstacks.controller.terminal;

import java.util.concurrent.TimeUnit;

/**
 * How much output may be on its way to a client: about what it takes within a moment.
 *
 * <p>It begins small, doubles while the client acknowledges a well-filled window quickly, and halves when it takes long. So nobody waits for a client that is
 * fast, and one that is slow has no more than the least old output before it when it interrupts.
 */
final class ClientWindow {

    private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long NONE = -1;

    private final int least;
    private final int most;
    private int bytes;
    /** The offset whose acknowledgement is timed, or {@link #NONE}: one at a time, so that the window changes at most once a round trip. */
    private long timed = NONE;

    private long askedNanos;

    /** @param least bytes, to begin with, too */
    ClientWindow(int least, int most) {
        this.least = least;
        this.most = most;
        this.bytes = least;
    }

    int bytes() {
        return bytes;
    }

    /** The client was asked to acknowledge {@code offset}, the last of {@code underWay} bytes that are on their way. */
    void asked(long offset, long underWay, long nanos) {
        if (timed == NONE && underWay >= bytes / 2) {
            timed = offset;
            askedNanos = nanos;
        }
    }

    void acknowledged(long offset, long nanos) {
        if (timed == NONE || offset < timed) {
            return;
        }
        timed = NONE;
        long took = nanos - askedNanos;
        if (took <= QUICK_NANOS) {
            bytes = Math.min(most, bytes * 2);
        } else if (took >= LONG_NANOS) {
            bytes = Math.max(least, bytes / 2);
        }
    }
}
