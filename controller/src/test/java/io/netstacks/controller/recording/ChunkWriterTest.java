package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.Entry.Chunk;
import io.netstacks.controller.recording.Entry.End;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The writer on the test's own thread and clock: {@code turn()} is what its thread does whenever it is awake. */
class ChunkWriterTest {

    private static final InstanceId SELF = new InstanceId("ctrl-00000001");

    @TempDir
    Path dataDir;

    private final FakeStore store = new FakeStore();
    private final List<Ownership> lost = new ArrayList<>();
    private final Random random = new Random(3);
    private long nanos = 5_000_000;
    private ChunkWriter writer = writer(null);

    private final List<Long> storedOffsets = new ArrayList<>();

    @Test
    void aChunkIsClosedHalfASecondAfterItsFirstByteAndNotBeforeIt() throws Exception {
        LiveRecording recording = recording();
        passMillis(40_000);
        recording.output(0, "ab".getBytes());
        long wake = writer.turn();
        assertThat(wake - writer.now()).isEqualTo(ChunkWriter.CHUNK_AGE.toNanos());
        passMillis(300);
        recording.output(2, "cd".getBytes());
        writer.turn();
        assertThat(store.batches).isEmpty();
        passMillis(200);
        writer.turn();

        Chunk chunk = (Chunk) store.stored.getFirst();
        assertThat(chunk)
                .extracting(Chunk::seq, Chunk::startOffset, Chunk::endOffset, Chunk::startMicros, Chunk::endMicros)
                .containsExactly(0L, 0L, 4L, 40_000_000L, 40_300_000L);
        assertThat(ChunkFormat.decode(chunk.data()).stream().map(RecordedEvent::micros))
                .containsExactly(40_000_000L, 40_300_000L);
        writer.turn();
        assertThat(storedOffsets).containsExactly(4L);
    }

    @Test
    void aQuietSessionNeedsNoTurnAtAll() {
        LiveRecording recording = recording();
        assertThat(writer.turn()).isEqualTo(Long.MAX_VALUE);
        recording.output(0, new byte[] {1});
        recording.output(1, new byte[0]);
        writer.turn();
        passMillis(500);
        writer.turn();
        assertThat(writer.turn()).isEqualTo(Long.MAX_VALUE);
        assertThat(recording.isOpen()).isFalse();
    }

    @Test
    void chunksThatAreNearlyDueTravelTogether() {
        for (int i = 0; i < 50; i++) {
            recording().output(0, new byte[] {1});
            passMillis(2);
        }
        writer.turn();
        passMillis(400);
        writer.turn();
        assertThat(store.batches).singleElement().satisfies(batch -> assertThat(batch)
                .hasSize(50));
    }

    @Test
    void aFloodIsCutAtTheChunkSizeAndKeepsEveryByte() throws Exception {
        LiveRecording recording = recording();
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = bytes(random.nextInt(40_000));
            recording.output(flood.size(), bytes);
            flood.writeBytes(bytes);
            if (i % 7 == 0) {
                writer.turn();
            }
        }
        recording.end();
        turns();

        assertThat(store.output(recording.id())).isEqualTo(flood.toByteArray());
        assertThat(store.chunks(recording.id()).values())
                .allMatch(chunk -> chunk.endOffset() - chunk.startOffset() <= ChunkFormat.FULL_BYTES);
        assertThat(store.chunks(recording.id())).hasSizeLessThan(flood.size() / ChunkFormat.FULL_BYTES + 3);
        assertThat(storedOffsets).isSorted().last().isEqualTo((long) flood.size());
        assertThat(store.stored.getLast()).isEqualTo(new End(recording.id(), recording.ownership(), flood.size(), 0));
        assertThat(recording.closed().toFuture()).isDone();
    }

    @Test
    void whatIsTypedIsKeptOnlyByPolicy() throws Exception {
        for (boolean recordsInput : List.of(false, true)) {
            LiveRecording recording = recording(recordsInput);
            recording.output(0, "Password: ".getBytes());
            recording.input("canary-7".getBytes());
            recording.resize(new TerminalSize(100, 30));
            recording.end();
            turns();
            List<RecordedEvent> events =
                    ChunkFormat.decode(store.chunks(recording.id()).get(0L).data());
            assertThat(events)
                    .extracting(RecordedEvent::kind)
                    .containsExactlyElementsOf(
                            recordsInput
                                    ? List.of(Kind.OUTPUT, Kind.INPUT, Kind.RESIZE)
                                    : List.of(Kind.OUTPUT, Kind.RESIZE));
        }
    }

    @Test
    void anOwnerThatWasReplacedIsToldOnceAndItsLaterChunksGoNowhere() {
        LiveRecording recording = recording();
        LiveRecording other = recording();
        recording.output(0, bytes(ChunkFormat.FULL_BYTES));
        store.refuses = true;
        turns();
        assertThat(lost).containsExactly(recording.ownership());
        assertThat(recording.closed().toFuture()).isDone();
        assertThat(storedOffsets).isEmpty();

        store.refuses = false;
        recording.output(0, bytes(1_000_000));
        other.output(0, bytes(10));
        recording.end();
        passMillis(500);
        turns();
        assertThat(store.stored).extracting(Entry::recording).containsExactly(other.id());
        assertThat(lost).hasSize(1);
    }

    @Test
    void withoutAnAnswerFromTheDatabaseChunksAreSafeOnDiskWithinASecondOfTheirFirstByte() throws Exception {
        writer = writer(new Spool(SpoolFolder.create(dataDir, SELF), 10_000_000));
        store.answersByItself = false;
        LiveRecording recording = recording();
        recording.output(0, bytes(100));
        long start = nanos;
        for (long next = writer.turn(); storedOffsets.isEmpty() && next < Long.MAX_VALUE; next = writer.turn()) {
            nanos += Math.max(0, next - writer.now());
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(nanos - start)).isLessThanOrEqualTo(800);
        assertThat(storedOffsets).containsExactly(100L);

        store.answer();
        store.answersByItself = true;
        turns();
        assertThat(store.batches).hasSize(2);
        assertThat(store.chunks(recording.id())).hasSize(1);
        assertThat(dataDir.resolve("spool/ctrl-00000001")).isDirectoryNotContaining("glob:**.spool");
    }

    @Test
    void anOutageKeepsOrderAndEveryByteThroughTheSpool() throws Exception {
        writer = writer(new Spool(SpoolFolder.create(dataDir, SELF), 100_000_000));
        List<LiveRecording> recordings = List.of(recording(), recording(), recording());
        List<ByteArrayOutputStream> shown =
                recordings.stream().map(r -> new ByteArrayOutputStream()).toList();
        store.answersByItself = false;
        for (int step = 0; step < 2000; step++) {
            int which = random.nextInt(recordings.size());
            byte[] bytes = bytes(random.nextInt(20_000));
            recordings.get(which).output(shown.get(which).size(), bytes);
            shown.get(which).writeBytes(bytes);
            passMillis(random.nextInt(60));
            writer.turn();
            if (store.isAsked() && random.nextInt(20) == 0) {
                if (step > 400 && step < 1200) {
                    store.fail();
                } else {
                    store.answer();
                }
            }
        }
        recordings.forEach(LiveRecording::end);
        if (store.isAsked()) {
            store.answer();
        }
        store.answersByItself = true;
        turns();

        for (int i = 0; i < recordings.size(); i++) {
            assertThat(store.output(recordings.get(i).id()))
                    .isEqualTo(shown.get(i).toByteArray());
            assertThat(recordings.get(i).closed().toFuture()).isDone();
        }
        assertThat(lost).isEmpty();
        for (LiveRecording recording : recordings) {
            List<Long> firstArrivals = store.stored.stream()
                    .filter(entry -> entry instanceof Chunk && entry.recording().equals(recording.id()))
                    .map(entry -> ((Chunk) entry).seq())
                    .distinct()
                    .toList();
            assertThat(firstArrivals).isSorted();
        }
    }

    @Test
    void aFullSpoolStopsWhatIsReportedStoredAndNothingIsDropped() throws Exception {
        writer = writer(new Spool(SpoolFolder.create(dataDir, SELF), 1_000_000));
        store.answersByItself = false;
        LiveRecording recording = recording();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = bytes(30_000);
            recording.output(shown.size(), bytes);
            shown.writeBytes(bytes);
            passMillis(100);
            writer.turn();
            if (store.isAsked()) {
                store.fail();
            }
        }
        long safe = storedOffsets.getLast();
        assertThat(safe).isBetween(500_000L, 1_000_000L);
        passMillis(60_000);
        writer.turn();
        assertThat(storedOffsets.getLast()).isEqualTo(safe);
        long wake = writer.turn();
        assertThat(wake - writer.now()).as("no busy waiting").isPositive();

        store.fail();
        store.answersByItself = true;
        passMillis(5_000);
        turns();
        passMillis(5_000);
        turns();
        assertThat(storedOffsets.getLast()).isEqualTo(shown.size());
        assertThat(store.output(recording.id())).isEqualTo(shown.toByteArray());
    }

    @Test
    void withoutASpoolNothingIsReportedStoredUntilTheDatabaseHasIt() throws Exception {
        store.answersByItself = false;
        LiveRecording recording = recording();
        recording.output(0, bytes(100));
        passMillis(500);
        writer.turn();
        for (int i = 0; i < 10; i++) {
            store.fail();
            writer.turn();
            assertThat(writer.turn() - writer.now()).as("no busy waiting").isPositive();
            passMillis(3000);
            writer.turn();
        }
        assertThat(storedOffsets).isEmpty();
        store.answer();
        turns();
        assertThat(storedOffsets).containsExactly(100L);
    }

    @Test
    void aStopTakesWhatCameInAfterTheThreadHadLooked() throws Exception {
        CountDownLatch hasLooked = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        // The writer's thread asks for the time in each turn after it has emptied its inbox.
        writer = new ChunkWriter(store, null, lost::add, Compression.ZSTD, () -> {
            if (Thread.currentThread().getName().equals("recordings")) {
                hasLooked.countDown();
                pass(goesOn);
            }
            return nanos;
        });
        writer.start();
        assertThat(hasLooked.await(20, TimeUnit.SECONDS)).isTrue();
        LiveRecording recording = recording();
        byte[] shown = bytes(3_000_000);
        recording.output(0, shown);
        recording.end();
        Thread stopper = Thread.ofPlatform().start(writer::close);
        await().atMost(20, TimeUnit.SECONDS).until(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        goesOn.countDown();
        stopper.join();

        assertThat(store.output(recording.id())).isEqualTo(shown);
        assertThat(recording.closed().toFuture()).isDone();
    }

    private ChunkWriter writer(Spool spool) {
        return new ChunkWriter(store, spool, lost::add, Compression.ZSTD, () -> nanos);
    }

    private LiveRecording recording() {
        return recording(false);
    }

    private LiveRecording recording(boolean recordsInput) {
        Ownership ownership = new Ownership(SessionId.random(), SELF, 1);
        LiveRecording recording =
                new LiveRecording(UUID.randomUUID(), ownership, recordsInput, storedOffsets::add, writer);
        writer.began(recording);
        return recording;
    }

    /** Until there is nothing more to do at this moment. */
    private void turns() {
        for (int i = 0; i < 200; i++) {
            writer.turn();
        }
    }

    private void passMillis(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
