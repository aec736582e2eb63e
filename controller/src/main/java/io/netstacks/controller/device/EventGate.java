package io.netstacks.controller.device;

import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceEvent.Ended;
import io.netstacks.controller.terminal.DeviceEvent.InputTaken;
import io.netstacks.controller.terminal.DeviceEvent.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what a link reports: one event at a time whatever thread it comes from, output only as far as it was granted, and nothing after
 * {@link Ended}.
 *
 * <p>Output is gathered until {@link #flush}, so that what came in one read from the network is one event however many packets it was. What waits for
 * credit is at most what the device may send before the first grant ({@link ReceiveWindow#INITIAL}). Whoever finds the gate busy leaves its event to the
 * thread that is in it, so nobody waits.
 */
final class EventGate {

    private static final Logger log = LoggerFactory.getLogger(EventGate.class);

    /** Bytes; output is told at the latest when so much has been gathered. */
    private static final int BATCH = 64 * 1024;

    private final Consumer<DeviceEvent> receiver;
    private final Batch batch = new Batch();
    private final Queue<DeviceEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong granted = new AtomicLong();
    /** How many calls have yet to be served; who raises it from 0 serves them all. */
    private final AtomicInteger calls = new AtomicInteger();
    /** Output that nobody will grant any more is dropped, so that the end can pass. */
    private volatile boolean discarding;

    // Touched only by the thread that serves.
    private @Nullable Output held;
    private long told;
    private long inputTaken;
    private boolean ended;

    EventGate(Consumer<DeviceEvent> receiver) {
        this.receiver = receiver;
    }

    /** Adds to the output that the next {@link #flush} tells. Copies the bytes. */
    void gather(byte[] data, int from, int length) {
        if (batch.add(data, from, length)) {
            serve();
        }
    }

    /** Tells the output that was gathered. */
    void flush() {
        if (batch.release()) {
            serve();
        }
    }

    /** Tells the output that was gathered, then {@code event}. */
    void tell(DeviceEvent event) {
        batch.releaseBefore(event);
        serve();
    }

    void grant(long bytes) {
        granted.accumulateAndGet(bytes, (had, more) -> had + more < had ? Long.MAX_VALUE : had + more);
        serve();
    }

    /** From now on output without credit is dropped. */
    void discardUngranted() {
        discarding = true;
        serve();
    }

    private void serve() {
        int open = calls.getAndIncrement();
        if (open != 0) {
            return;
        }
        do {
            open = calls.get();
            tellWhatMayPass();
        } while (calls.addAndGet(-open) != 0);
    }

    private void tellWhatMayPass() {
        while (true) {
            DeviceEvent event = held != null ? held : waiting.poll();
            held = null;
            switch (event) {
                case null -> {
                    return;
                }
                case Output output -> {
                    if (!pass(output)) {
                        return;
                    }
                }
                case InputTaken taken -> {
                    // Completions of two writes may come from two threads, in either order.
                    if (taken.offset() > inputTaken) {
                        inputTaken = taken.offset();
                        deliver(taken);
                    }
                }
                case Ended end -> {
                    deliver(end);
                    ended = true;
                }
            }
        }
    }

    /** Tells {@code output} as far as it was granted and holds the rest; false when something is held. */
    private boolean pass(Output output) {
        byte[] bytes = output.bytes();
        long credit = granted.get() - told;
        if (credit >= bytes.length) {
            told += bytes.length;
            deliver(output);
            return true;
        }
        if (credit > 0) {
            told += credit;
            deliver(new Output(output.offset(), Arrays.copyOf(bytes, (int) credit)));
            output = new Output(output.offset() + credit, Arrays.copyOfRange(bytes, (int) credit, bytes.length));
        }
        if (discarding) {
            return true;
        }
        held = output;
        return false;
    }

    private void deliver(DeviceEvent event) {
        if (ended) {
            return;
        }
        try {
            receiver.accept(event);
        } catch (RuntimeException e) {
            log.error("A receiver of device events failed; the link goes on", e);
        }
    }

    /** Output that was not told yet. A reader adds to it while other threads tell other events. */
    private final class Batch {

        /** Copies of what came; made one when it is told. */
        private final List<byte[]> pieces = new ArrayList<>(0);

        private int length;
        /** Offset of the first gathered byte. */
        private long offset;

        /** Returns whether the gathered bytes were put into the queue. */
        synchronized boolean add(byte[] data, int from, int count) {
            boolean isFull = length > 0 && length + count > BATCH;
            if (isFull) {
                release();
            }
            pieces.add(Arrays.copyOfRange(data, from, from + count));
            length += count;
            return isFull;
        }

        synchronized boolean release() {
            if (length == 0) {
                return false;
            }
            waiting.add(new Output(offset, pieces.size() == 1 ? pieces.getFirst() : joined()));
            offset += length;
            length = 0;
            pieces.clear();
            return true;
        }

        private byte[] joined() {
            byte[] all = new byte[length];
            int filled = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, filled, piece.length);
                filled += piece.length;
            }
            return all;
        }

        synchronized void releaseBefore(DeviceEvent event) {
            release();
            waiting.add(event);
        }
    }
}
