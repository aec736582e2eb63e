package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingIT {

    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final InstanceId SELF = new InstanceId("ctrl-0000000a");
    private static final InstanceId NEXT = new InstanceId("ctrl-0000000b");
    private static final Duration PATIENCE = RecordingStack.PATIENCE;
    private static final long AMPLE = 256L * 1024 * 1024;

    @TempDir
    Path dataDir;

    private final Random random = new Random(11);
    private final AtomicLong stored = new AtomicLong();
    private CuttableLink wire;
    private RecordingStack stack;

    @BeforeEach
    void start() throws Exception {
        wire = CuttableLink.to(DATABASE.port());
        stack = new RecordingStack(wire.port(), DATABASE.name(), SELF, dataDir, AMPLE);
    }

    @AfterEach
    void stop() throws Exception {
        stack.close();
        wire.close();
    }

    @Test
    void aLargeRandomStreamIsKeptByteForByteInOrder() throws Exception {
        OpenRecording recording = stack.start(stored);
        byte[] shown = flood(recording, 24 * 1024 * 1024);
        recording.end();
        recording.closed().block(PATIENCE);

        assertThat(stack.output(recording.id())).isEqualTo(shown);
        assertThat(stored).hasValue(shown.length);
        Recording row = stack.find(recording.id());
        assertThat(row.status()).isEqualTo("complete");
        assertThat(row.outputBytes()).isEqualTo(shown.length);
        List<RecordedEvent> events = stack.events(recording.id());
        assertThat(events.stream().map(RecordedEvent::micros)).isSorted();
        assertThat(row.durationMs()).isGreaterThanOrEqualTo(events.getLast().micros() / 1000);
    }

    @Test
    void recordingsThatRunAtOnceDoNotMix() throws Exception {
        List<OpenRecording> recordings = new ArrayList<>();
        List<ByteArrayOutputStream> shown = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            recordings.add(stack.start(new AtomicLong()));
            shown.add(new ByteArrayOutputStream());
        }
        for (int i = 0; i < 20_000; i++) {
            int which = random.nextInt(recordings.size());
            byte[] bytes = bytes(1 + random.nextInt(200));
            recordings.get(which).output(shown.get(which).size(), bytes);
            shown.get(which).writeBytes(bytes);
        }
        recordings.forEach(OpenRecording::end);
        for (int i = 0; i < recordings.size(); i++) {
            recordings.get(i).closed().block(PATIENCE);
            assertThat(stack.output(recordings.get(i).id()))
                    .isEqualTo(shown.get(i).toByteArray());
            assertThat(stack.find(recordings.get(i).id()).status()).isEqualTo("complete");
        }
    }

    @Test
    void anOwnerOfAnOlderEpochStoresNothingAndIsTold() throws Exception {
        UUID user = stack.user();
        Ownership ownership = stack.openSession(user);
        OpenRecording recording = stack.start(ownership, user, stored::set);
        recording.output(0, "before".getBytes());
        await().atMost(PATIENCE).until(() -> stored.get() == 6);

        stack.sql("update session set owner = 'ctrl-ffffffff', epoch = 2 where id = '" + ownership.session() + "'");
        recording.output(6, "after".getBytes());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stack.lost).containsExactly(ownership));
        recording.output(11, bytes(1_000_000));
        recording.end();
        recording.closed().block(PATIENCE);

        assertThat(stack.output(recording.id())).isEqualTo("before".getBytes());
        assertThat(stack.find(recording.id()).status()).isEqualTo("recording");
        assertThat(stored).hasValue(6);
        assertThat(stack.lost).hasSize(1);
    }

    @Test
    void oneLostSessionInABatchDoesNotKeepTheOthersFromBeingStored() throws Exception {
        UUID user = stack.user();
        Ownership gone = stack.openSession(user);
        OpenRecording lost = stack.start(gone, user, offset -> {});
        OpenRecording deleted = stack.start(new AtomicLong());
        OpenRecording kept = stack.start(stored);
        stack.sql("update session set ended_at = now() where id = '" + gone.session() + "'");
        stack.sql("delete from recording where id = '" + deleted.id() + "'");
        lost.output(0, bytes(10));
        deleted.output(0, bytes(10));
        kept.output(0, bytes(10));
        await().atMost(PATIENCE).until(() -> stored.get() == 10);
        assertThat(stack.lost).hasSize(2).contains(gone);
        assertThat(stack.output(lost.id())).isEmpty();
    }

    @Test
    void aSessionThatIsNotOpenUnderThisOwnershipGetsNoRecording() {
        UUID user = stack.user();
        Ownership ownership = stack.openSession(user);
        assertThatThrownBy(() -> stack.start(new Ownership(ownership.session(), SELF, 2), user, offset -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNewOwnerWaitsForAChunkUnderWayOrTheChunkIsRefused() throws Exception {
        UUID user = stack.user();
        Ownership ownership = stack.openSession(user);
        OpenRecording recording = stack.start(ownership, user, stored::set);
        try (var claim = DATABASE.connect();
                var statement = claim.createStatement()) {
            claim.setAutoCommit(false);
            statement.execute("update session set epoch = 2 where id = '" + ownership.session() + "'");
            recording.output(0, bytes(10));
            try (var look = DATABASE.connect();
                    var waiting = look.createStatement()) {
                await().atMost(PATIENCE).until(() -> {
                    try (var rows = waiting.executeQuery(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%recording_chunk%' and datname = current_database()")) {
                        rows.next();
                        return rows.getInt(1) > 0;
                    }
                });
            }
            claim.commit();
        }
        await().atMost(PATIENCE).until(() -> !stack.lost.isEmpty());
        assertThat(stack.output(recording.id())).isEmpty();
    }

    @Test
    void aDatabaseThatGoesAwayUnderLoadAndComesBackMissesNothing() throws Exception {
        OpenRecording first = stack.start(stored);
        AtomicLong storedOfSecond = new AtomicLong();
        OpenRecording second = stack.start(storedOfSecond);
        byte[] a = flood(first, 2_000_000);
        wire.cut();
        byte[] b = flood(second, 3_000_000);
        await("counts as stored on disk").atMost(Duration.ofSeconds(2)).until(() -> storedOfSecond.get() == b.length);
        wire.mend();
        byte[] c = flood(first, a.length, 2_000_000);
        first.end();
        second.end();
        first.closed().block(PATIENCE);
        second.closed().block(PATIENCE);

        assertThat(stack.output(first.id())).startsWith(a).endsWith(c).hasSize(a.length + c.length);
        assertThat(stack.output(second.id())).isEqualTo(b);
        assertThat(stack.lost).isEmpty();
        assertThat(spoolFiles(SELF)).isEmpty();
    }

    @Test
    void aDatabaseThatFreezesKeepsOutputNoLongerThanASecondUnsafe() throws Exception {
        OpenRecording recording = stack.start(stored);
        recording.output(0, bytes(10));
        await().atMost(PATIENCE).until(() -> stored.get() == 10);
        wire.freeze();
        for (int i = 1; i <= 3; i++) {
            long end = 10 + i * 10;
            long began = System.nanoTime();
            recording.output(end - 10, bytes(10));
            await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(() -> stored.get() == end);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        }
        wire.mend();
        recording.end();
        recording.closed().block(PATIENCE);
        assertThat(stack.output(recording.id())).hasSize(40);
    }

    @Test
    void aFullSpoolHoldsWhatIsReportedStoredUntilTheDatabaseIsBack() throws Exception {
        InstanceId small = new InstanceId("ctrl-0000000c");
        try (RecordingStack stack = new RecordingStack(wire.port(), DATABASE.name(), small, dataDir, 2_000_000)) {
            OpenRecording recording = stack.start(stored);
            wire.cut();
            byte[] shown = flood(recording, 5_000_000);
            await().atMost(PATIENCE).until(() -> stored.get() > 1_000_000);
            long safe = stored.get();
            assertThat(safe).isLessThan(2_000_000);
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> stored.get() == safe);
            wire.mend();
            await().atMost(PATIENCE).until(() -> stored.get() == shown.length);
            recording.end();
            recording.closed().block(PATIENCE);
            assertThat(stack.output(recording.id())).isEqualTo(shown);
        }
    }

    @Test
    void whatAStopFoundNoDatabaseForIsBroughtInByTheNextStart() throws Exception {
        OpenRecording recording = stack.start(stored);
        byte[] a = flood(recording, 600_000);
        wire.cut();
        byte[] b = flood(recording, a.length, 600_000);
        recording.end();
        stack.close();
        assertThat(spoolFiles(SELF)).isNotEmpty();
        wire.mend();
        try (RecordingStack next = new RecordingStack(wire.port(), DATABASE.name(), NEXT, dataDir, AMPLE)) {
            assertThat(next.recordings.drainLeftovers().block(PATIENCE)).isPositive();
            assertThat(next.output(recording.id())).startsWith(a).endsWith(b).hasSize(a.length + b.length);
            assertThat(next.find(recording.id()).status()).isEqualTo("complete");
            assertThat(next.recordings.drainLeftovers().block(PATIENCE)).isZero();
        }
        assertThat(dataDir.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void leftoversOfASessionThatHasAnotherOwnerAreLeftOut() throws Exception {
        UUID user = stack.user();
        Ownership ownership = stack.openSession(user);
        OpenRecording recording = stack.start(ownership, user, stored::set);
        wire.cut();
        flood(recording, 100_000);
        stack.close();
        wire.mend();
        try (RecordingStack next = new RecordingStack(wire.port(), DATABASE.name(), NEXT, dataDir, AMPLE)) {
            next.sql("update session set epoch = 2 where id = '" + ownership.session() + "'");
            assertThat(next.recordings.drainLeftovers().block(PATIENCE)).isZero();
            assertThat(next.output(recording.id())).isEmpty();
        }
        assertThat(dataDir.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void leftoversStayWhereTheyAreWhileTheDatabaseIsAway() throws Exception {
        OpenRecording recording = stack.start(stored);
        wire.cut();
        byte[] shown = flood(recording, 3_000_000);
        stack.close();
        try (RecordingStack next = new RecordingStack(wire.port(), DATABASE.name(), NEXT, dataDir, AMPLE)) {
            assertThatThrownBy(() -> next.recordings.drainLeftovers().block(PATIENCE))
                    .isInstanceOf(RuntimeException.class);
            wire.mend();
            assertThat(next.recordings.drainLeftovers().block(PATIENCE)).isPositive();
            assertThat(next.output(recording.id())).isEqualTo(shown);
        }
    }

    @Test
    void recordingsOfDeadInstancesAreClosedAsInterruptedAndOthersAreNot() throws Exception {
        OpenRecording recording = stack.start(stored);
        recording.output(0, bytes(10));
        await().atMost(PATIENCE).until(() -> stored.get() == 10);
        AtomicLong storedOfOther = new AtomicLong();
        try (RecordingStack next = new RecordingStack(wire.port(), DATABASE.name(), NEXT, dataDir, AMPLE)) {
            OpenRecording other = next.start(storedOfOther);
            assertThat(next.recordings.interruptOrphans(List.of(SELF.value())).block(PATIENCE))
                    .isPositive();
            assertThat(next.find(recording.id()))
                    .extracting(Recording::status, Recording::outputBytes)
                    .containsExactly("interrupted", 10L);
            assertThat(next.find(recording.id()).durationMs())
                    .isEqualTo(next.events(recording.id()).getLast().micros() / 1000);
            assertThat(next.find(other.id()).status()).isEqualTo("recording");
            assertThat(next.recordings.interruptOrphans(List.of()).block(PATIENCE))
                    .isZero();
        }
    }

    private byte[] flood(OpenRecording recording, int size) {
        return flood(recording, 0, size);
    }

    private byte[] flood(OpenRecording recording, long offset, int size) {
        byte[] shown = bytes(size);
        for (int from = 0; from < size; ) {
            int to = Math.min(size, from + 1 + random.nextInt(50_000));
            recording.output(offset + from, java.util.Arrays.copyOfRange(shown, from, to));
            from = to;
        }
        return shown;
    }

    private List<Path> spoolFiles(InstanceId instance) throws Exception {
        try (var files = Files.list(dataDir.resolve("spool").resolve(instance.value()))) {
            return files.filter(file -> file.toString().endsWith(".spool")).toList();
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
