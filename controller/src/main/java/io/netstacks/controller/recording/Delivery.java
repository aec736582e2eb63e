package io.netstacks.controller.recording;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import reactor.core.publisher.Mono;

/**
 * Brings closed chunks into the database, in order. One thread only.
 *
 * <ol>
 *   <li>One batch is under way at a time; what comes meanwhile waits and makes the next batch.
 *   <li>What is not in the database within {@link #SAFE_WITHIN}, or when it fails or too much waits, goes to the spool: then it is safe from a crash, and counts as
 *       stored.
 *   <li>While anything is in the spool, everything goes through the spool, so that the order holds. It is emptied batch by batch as soon as the database answers.
 *   <li>An entry may be sent twice (a batch that came too late is in the spool too); the second time changes nothing.
 *   <li>When the spool is full, entries stay here, nobody is told that they are stored, and the sessions stop reading their devices.
 * </ol>
 */
final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    /** How long a closed chunk may wait for the database before it goes to the spool. */
    static final Duration SAFE_WITHIN = Duration.ofMillis(300);

    /** Closed chunks in memory, of all sessions; beyond this the spool takes them at once. */
    static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** How soon a spool that could not be written is tried again. */
    private static final Duration SPOOL_PAUSE = Duration.ofSeconds(1);

    interface Outcome {

        /** The entry will outlive a crash of this process. */
        void safe(Entry entry);

        /** The entry is in the database. */
        void stored(Entry entry);

        /** The entry's session has another owner: it will never be stored. */
        void refused(Entry entry);

        /** Whether an entry of its recording was refused before. */
        boolean isLost(Entry entry);
    }

    private record Waiting(Entry entry, long since) {}

    /** What the database has been sent. */
    private static final class Batch {

        private final List<Waiting> waiting;
        private final boolean isFromSpool;
        /** So many of the first entries are in the spool. */
        private int spooled;

        Batch(List<Waiting> waiting, boolean isFromSpool) {
            this.waiting = waiting;
            this.isFromSpool = isFromSpool;
            this.spooled = isFromSpool ? waiting.size() : 0;
        }

        boolean isSafe() {
            return spooled == waiting.size();
        }

        List<Entry> entries() {
            return waiting.stream().map(Waiting::entry).toList();
        }
    }

    private final ChunkStore store;
    private final @Nullable Spool spool;
    private final Outcome outcome;
    private final Executor thread;
    private final LongSupplier clock;

    /** Not safe and not sent, in order. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private @Nullable Batch underWay;
    /** Zero while the database answers. */
    private Duration pause = Duration.ZERO;

    private long retryAt;
    private long spoolAgainAt;
    /** So said in the log, once until the spool is empty again. */
    private boolean isSpoolFull;

    private long now;

    /**
     * @param spool null where none can be kept: then only the database makes anything safe
     * @param thread the one that calls this
     * @param clock nanoseconds, from 0 on
     */
    Delivery(ChunkStore store, @Nullable Spool spool, Outcome outcome, Executor thread, LongSupplier clock) {
        this.store = store;
        this.spool = spool;
        this.outcome = outcome;
        this.thread = thread;
        this.clock = clock;
    }

    void add(Entry entry) {
        waiting.add(new Waiting(entry, clock.getAsLong()));
        waitingBytes += entry.size();
    }

    /** Whether nothing is left to do here: all is in the database, or in the spool while the database is away. */
    boolean isDone() {
        return waiting.isEmpty()
                && (isAway() ? underWay == null || underWay.isSafe() : underWay == null && isSpoolEmpty());
    }

    /** Does what can be done now, and returns when there is more to do if nothing happens before. */
    long advance() {
        now = clock.getAsLong();
        if (mustSpool()) {
            spoolAll();
        }
        if (underWay == null && now >= retryAt) {
            send();
        }
        return next();
    }

    private boolean mustSpool() {
        return isAway()
                || !isSpoolEmpty()
                || waitingBytes > MAX_WAITING_BYTES
                || now >= oldestUnsafe() + SAFE_WITHIN.toNanos();
    }

    private boolean isAway() {
        return !pause.isZero();
    }

    private boolean isSpoolEmpty() {
        return spool == null || spool.isEmpty();
    }

    /** Since when the oldest entry that a crash would cost waits. */
    private long oldestUnsafe() {
        if (underWay != null && !underWay.isSafe()) {
            return underWay.waiting.get(underWay.spooled).since;
        }
        Waiting first = waiting.peek();
        return first == null ? Long.MAX_VALUE - SAFE_WITHIN.toNanos() : first.since;
    }

    private long next() {
        long next = underWay == null && !(waiting.isEmpty() && isSpoolEmpty()) ? retryAt : Long.MAX_VALUE;
        boolean hasUnsafe = !waiting.isEmpty() || underWay != null && !underWay.isSafe();
        return spool != null && hasUnsafe
                ? Math.min(next, Math.max(oldestUnsafe() + SAFE_WITHIN.toNanos(), spoolAgainAt))
                : next;
    }

    private void spoolAll() {
        if (spool == null || now < spoolAgainAt) {
            return;
        }
        boolean wasEmpty = spool.isEmpty();
        while (underWay != null && !underWay.isSafe()) {
            if (!spooled(underWay.waiting.get(underWay.spooled).entry)) {
                return;
            }
            underWay.spooled++;
        }
        while (!waiting.isEmpty()) {
            Entry entry = waiting.getFirst().entry;
            if (!spooled(entry)) {
                return;
            }
            waiting.removeFirst();
            waitingBytes -= entry.size();
        }
        if (wasEmpty && !spool.isEmpty()) {
            log.info("Recordings go to disk until the database has taken them");
        }
    }

    private boolean spooled(Entry entry) {
        try {
            if (Objects.requireNonNull(spool).append(entry)) {
                outcome.safe(entry);
                return true;
            }
            if (!isSpoolFull) {
                log.error(
                        "The spool of recordings is full ({} bytes; RECORDING_SPOOL_MAX_BYTES): sessions with output wait until the database is back",
                        spool.bytes());
            }
        } catch (IOException e) {
            if (!isSpoolFull) {
                log.error(
                        "The spool of recordings cannot be written ({}): sessions with output wait until the database is back",
                        e.toString());
            }
        }
        isSpoolFull = true;
        spoolAgainAt = now + SPOOL_PAUSE.toNanos();
        return false;
    }

    private void send() {
        Batch batch = isSpoolEmpty() ? fromMemory() : fromSpool();
        if (batch.waiting.isEmpty()) {
            return;
        }
        underWay = batch;
        Mono.defer(() -> store.store(batch.entries()))
                .subscribe(
                        owned -> thread.execute(() -> stored(batch, owned)),
                        error -> thread.execute(() -> failed(batch, error)));
    }

    private Batch fromMemory() {
        List<Waiting> entries = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty()
                && entries.size() < ChunkStore.MAX_BATCH_ENTRIES
                && bytes < ChunkStore.MAX_BATCH_BYTES) {
            Waiting first = waiting.removeFirst();
            waitingBytes -= first.entry.size();
            if (!outcome.isLost(first.entry)) {
                bytes += first.entry.size();
                entries.add(first);
            }
        }
        return new Batch(entries, false);
    }

    private Batch fromSpool() {
        try {
            List<Entry> entries = Objects.requireNonNull(spool).oldest();
            return new Batch(
                    entries.stream().map(entry -> new Waiting(entry, now)).toList(), true);
        } catch (IOException e) {
            log.error("The spool of recordings cannot be read: {}", e.toString());
            retryAt = now + LONGEST_PAUSE.toNanos();
            return new Batch(List.of(), true);
        }
    }

    private void stored(Batch batch, BitSet owned) {
        underWay = null;
        if (isAway()) {
            log.info("The database takes recordings again");
            pause = Duration.ZERO;
        }
        for (int i = 0; i < batch.waiting.size(); i++) {
            Entry entry = batch.waiting.get(i).entry;
            if (owned.get(i)) {
                outcome.stored(entry);
            } else {
                outcome.refused(entry);
            }
        }
        if (batch.isFromSpool) {
            taken();
        }
    }

    private void taken() {
        try {
            Objects.requireNonNull(spool).taken();
            spoolAgainAt = 0;
            if (spool.isEmpty()) {
                isSpoolFull = false;
                log.info("All recordings are in the database");
            }
        } catch (IOException e) {
            log.error("The spool of recordings cannot be emptied: {}", e.toString());
        }
    }

    private void failed(Batch batch, Throwable error) {
        underWay = null;
        now = clock.getAsLong();
        for (int i = batch.waiting.size() - 1; i >= batch.spooled; i--) {
            Waiting entry = batch.waiting.get(i);
            waiting.addFirst(entry);
            waitingBytes += entry.entry.size();
        }
        if (!isAway()) {
            log.warn(
                    "The database does not take recordings: {}",
                    NestedExceptionUtils.getMostSpecificCause(error).toString());
        }
        log.debug("Recordings: batch of {} failed", batch.waiting.size(), error);
        pause = isAway() ? min(pause.multipliedBy(2), LONGEST_PAUSE) : FIRST_PAUSE;
        retryAt = now + pause.toNanos();
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** Puts what is not in the database into the spool, and leaves that for the next start. */
    void close() {
        spoolAgainAt = 0;
        spoolAll();
        long left = waiting.size() + (underWay == null ? 0 : underWay.waiting.size() - underWay.spooled);
        if (left > 0) {
            log.error("{} chunks of recordings are lost: neither the database nor the spool took them", left);
        }
        if (spool != null) {
            spool.close();
        }
    }
}
