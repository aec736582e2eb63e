package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All recordings of this instance, on one thread.
 *
 * <ol>
 *   <li>A session's loop puts what happened into the inbox, with its time. It wakes the thread only when that would otherwise sleep past the chunk's due time, or
 *       when much is waiting: a quiet session costs nothing, and a busy one a queue entry.
 *   <li>The thread fills each recording's open chunk, closes it when it is full or {@link #CHUNK_AGE} old, and compresses it. One that is nearly due is closed along
 *       with one that is, so that many sessions share a statement.
 *   <li>Closed chunks go to {@link Delivery}, which has them safe within {@link Delivery#SAFE_WITHIN}: together less than the second that a crash may cost.
 * </ol>
 */
final class ChunkWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ChunkWriter.class);

    /** A chunk is closed at the latest this long after its first event. */
    static final Duration CHUNK_AGE = Duration.ofMillis(500);

    /** How much earlier than that it may be closed in company. */
    static final Duration CHUNK_COMPANY = Duration.ofMillis(100);

    /** The thread is woken when this much is waiting for it. */
    private static final int WAKE_BYTES = 256 * 1024;

    /** How long a stop waits for the database; what is not there by then stays in the spool for the next start. */
    static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(100);

    private static final long AWAKE = 0;

    private sealed interface Message {
        record Began(LiveRecording recording) implements Message {}

        @SuppressWarnings("ArrayRecordComponent")
        record Happened(LiveRecording recording, Kind kind, long nanos, byte[] bytes) implements Message {}

        record Ended(LiveRecording recording, long nanos) implements Message {}

        record Call(Runnable action) implements Message {}
    }

    private final LongSupplier clock;
    private final long origin;
    private final Compressor compressor;
    private final Delivery delivery;
    private final OwnershipLost ownershipLost;

    private final Queue<Message> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicLong inboxBytes = new AtomicLong();
    /** Until when the thread sleeps, or {@link #AWAKE}. */
    private volatile long sleepsUntil = AWAKE;

    /** Something in the inbox should not wait. */
    private volatile boolean isUrgent;

    private volatile boolean isStopping;
    private volatile long stopAt = Long.MAX_VALUE;
    private final Thread thread;

    // From here on: the writer's thread only.

    private final Map<UUID, LiveRecording> recordings = new HashMap<>();
    private final ChunkBuffers buffers = new ChunkBuffers();
    /** Those with an open chunk, the oldest first. */
    private final Set<LiveRecording> open = new LinkedHashSet<>();

    ChunkWriter(
            ChunkStore store,
            @Nullable Spool spool,
            OwnershipLost ownershipLost,
            Compression compression,
            LongSupplier nanoTime) {
        this.clock = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.compressor = compression.compressor();
        this.ownershipLost = ownershipLost;
        this.delivery = new Delivery(store, spool, new Fates(), this::call, this::now);
        this.thread = Thread.ofPlatform().name("recordings").daemon().unstarted(this::run);
    }

    ChunkWriter start() {
        thread.start();
        return this;
    }

    /** Nanoseconds since this writer was made. */
    long now() {
        return clock.getAsLong() - origin;
    }

    ChunkBuffers buffers() {
        return buffers;
    }

    void began(LiveRecording recording) {
        inbox.add(new Message.Began(recording));
    }

    void happened(LiveRecording recording, Kind kind, byte[] bytes) {
        long nanos = now();
        inbox.add(new Message.Happened(recording, kind, nanos, bytes));
        if (inboxBytes.addAndGet(bytes.length) >= WAKE_BYTES) {
            wake();
        } else {
            wakeIfAsleepAt(nanos + CHUNK_AGE.toNanos());
        }
    }

    void ended(LiveRecording recording) {
        inbox.add(new Message.Ended(recording, now()));
        wake();
    }

    /** Runs on the writer's thread, after everything that was put in before. */
    private void call(Runnable action) {
        inbox.add(new Message.Call(action));
        wake();
    }

    private void wake() {
        isUrgent = true;
        wakeIfAsleepAt(AWAKE);
    }

    private void wakeIfAsleepAt(long nanos) {
        if (sleepsUntil > nanos) {
            sleepsUntil = AWAKE;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (true) {
            long next = turnSafely();
            if (isStopping && (isDone() || now() >= stopAt)) {
                delivery.close();
                compressor.close();
                return;
            }
            sleepUntil(isStopping ? Math.min(next, stopAt) : next);
        }
    }

    /** To be asked once {@link #isStopping} was seen: what was put in before the stop may have come after the last turn looked. */
    private boolean isDone() {
        return inbox.isEmpty() && open.isEmpty() && delivery.isDone();
    }

    private void sleepUntil(long next) {
        sleepsUntil = next;
        // What came since the turn began is not due yet, unless it said so.
        long until = inbox.isEmpty() ? next : Math.min(next, now() + CHUNK_COMPANY.toNanos());
        if (!isUrgent) {
            if (until == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (until > now()) {
                LockSupport.parkNanos(this, until - now());
            }
        }
        sleepsUntil = AWAKE;
    }

    private long turnSafely() {
        try {
            return turn();
        } catch (RuntimeException | Error e) {
            log.error("Recordings: a fault of the controller; going on", e);
            return now() + PAUSE_AFTER_FAULT.toNanos();
        }
    }

    /** Does all that can be done now, and returns when there is something to do again if nothing comes in. */
    long turn() {
        isUrgent = false;
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            take(message);
        }
        closeDue(
                isStopping
                        ? Long.MAX_VALUE
                        : now() - CHUNK_AGE.minus(CHUNK_COMPANY).toNanos());
        long next = delivery.advance();
        Iterator<LiveRecording> oldest = open.iterator();
        return oldest.hasNext() ? Math.min(next, oldest.next().openedNanos() + CHUNK_AGE.toNanos()) : next;
    }

    private void take(Message message) {
        switch (message) {
            case Message.Began began -> recordings.put(began.recording.id(), began.recording);
            case Message.Happened event -> {
                inboxBytes.addAndGet(-event.bytes.length);
                add(event);
            }
            case Message.Ended ended -> {
                close(ended.recording);
                if (!ended.recording.isLost()) {
                    delivery.add(ended.recording.ended(ended.nanos));
                }
            }
            case Message.Call call -> call.action.run();
        }
    }

    private void add(Message.Happened event) {
        int taken = 0;
        while (!event.recording.isLost()) {
            if (!event.recording.isOpen()) {
                open.add(event.recording);
            }
            taken += event.recording.add(event.kind, event.nanos, event.bytes, taken);
            if (event.recording.isFull()) {
                close(event.recording);
            }
            if (taken == event.bytes.length) {
                return;
            }
        }
    }

    private void closeDue(long openedBefore) {
        while (!open.isEmpty()) {
            LiveRecording oldest = open.iterator().next();
            if (oldest.openedNanos() > openedBefore) {
                return;
            }
            close(oldest);
        }
    }

    private void close(LiveRecording recording) {
        open.remove(recording);
        if (recording.isOpen()) {
            delivery.add(recording.close(compressor));
        }
    }

    /** What becomes of entries, told to their recordings. */
    private final class Fates implements Delivery.Outcome {

        @Override
        public void safe(Entry entry) {
            LiveRecording recording = recordings.get(entry.recording());
            if (recording != null) {
                recording.stored(entry);
            }
        }

        @Override
        public void stored(Entry entry) {
            safe(entry);
            if (entry instanceof Entry.End) {
                LiveRecording recording = recordings.remove(entry.recording());
                if (recording != null) {
                    recording.completed();
                }
            }
        }

        @Override
        public boolean isLost(Entry entry) {
            return !recordings.containsKey(entry.recording());
        }

        @Override
        public void refused(Entry entry) {
            LiveRecording recording = recordings.remove(entry.recording());
            if (recording == null) {
                return;
            }
            Ownership ownership = recording.ownership();
            log.warn(
                    "Recording {}: session {} is over or has another owner than {} under epoch {}; what is left here of the recording is dropped",
                    entry.recording(),
                    ownership.session(),
                    ownership.owner(),
                    ownership.epoch());
            open.remove(recording);
            recording.lost();
            try {
                ownershipLost.lost(ownership);
            } catch (RuntimeException e) {
                log.error("Recording {}: nobody could be told that its session has another owner", recording.id(), e);
            }
        }
    }

    /** Stores what there is, in the database if it answers, else in the spool, and ends the thread. No recording may get anything any more. */
    @Override
    public void close() {
        stopAt = now() + STOP_PATIENCE.toNanos();
        isStopping = true;
        call(() -> {});
        try {
            thread.join(STOP_PATIENCE.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
