package io.netstacks.controller.tryout.router;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the user types, byte by byte. An interrupt drops whatever was typed before it and not yet read, so that it is noticed at once. */
final class Keys {

    static final int END = -1;
    static final int NOTHING = -2;
    static final int CTRL_C = 0x03;
    /** Ctrl-Shift-6, the interrupt of routers. */
    static final int ESCAPE_SEQUENCE = 0x1e;

    private static final int MAX_AHEAD = 4096;

    private final BlockingQueue<Integer> typed = new LinkedBlockingQueue<>(MAX_AHEAD);

    /** Reads {@code in} to its end; runs on a thread of its own. */
    void pump(InputStream in) {
        try {
            for (int key = in.read(); key >= 0; key = in.read()) {
                if (isInterrupt(key)) {
                    typed.clear();
                }
                typed.put(key);
            }
        } catch (IOException e) {
            // The connection is gone: the same as the end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            typed.clear();
            typed.offer(END);
        }
    }

    static boolean isInterrupt(int key) {
        return key == CTRL_C || key == ESCAPE_SEQUENCE;
    }

    /** The next key, or {@link #END}. */
    int next() throws InterruptedException {
        return kept(typed.take());
    }

    /** The next key if it comes in time, else {@link #NOTHING}. */
    int next(Duration within) throws InterruptedException {
        Integer key = typed.poll(within.toNanos(), TimeUnit.NANOSECONDS);
        return key == null ? NOTHING : kept(key);
    }

    /** Whether the user wants the command that runs to stop: an interrupt, or the end of the connection. */
    boolean isInterrupted() {
        Integer first = typed.peek();
        return first != null && (first == END || isInterrupt(first));
    }

    /** The end stays: whoever asks again hears it again. */
    private int kept(int key) {
        if (key == END) {
            typed.offer(END);
        }
        return key;
    }
}
