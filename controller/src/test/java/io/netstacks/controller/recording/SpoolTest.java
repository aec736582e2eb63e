package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.Entry.Chunk;
import io.netstacks.controller.recording.Entry.End;
import io.netstacks.controller.terminal.SessionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final InstanceId SELF = new InstanceId("ctrl-00000001");
    private static final InstanceId OTHER = new InstanceId("ctrl-00000002");
    private static final Ownership OWNERSHIP = new Ownership(SessionId.random(), SELF, 3);
    private static final UUID RECORDING = UUID.randomUUID();

    @TempDir
    Path dataDir;

    private final Random random = new Random(1);

    @Test
    void whatWasSpooledComesOutInOrderOverManyFilesAndNoFileIsLeft() throws Exception {
        List<Entry> entries = entries(500);
        List<Entry> out = new ArrayList<>();
        try (Spool spool = new Spool(SpoolFolder.create(dataDir, SELF), 8 * 100_000)) {
            for (Entry entry : entries.subList(0, 400)) {
                assertThat(spool.append(entry)).isTrue();
            }
            assertThat(files()).hasSizeGreaterThan(2);
            for (int i = 0; i < 2; i++) {
                out.addAll(spool.oldest());
                spool.taken();
            }
            for (Entry entry : entries.subList(400, 500)) {
                assertThat(spool.append(entry)).isTrue();
            }
            while (!spool.isEmpty()) {
                out.addAll(spool.oldest());
                spool.taken();
            }
            assertThat(spool.bytes()).isZero();
            assertThat(files()).isEmpty();
        }
        assertThat(out).usingRecursiveComparison().isEqualTo(entries);
        assertThat(Files.list(dataDir.resolve("spool"))).isEmpty();
    }

    @Test
    void whatWasNotTakenIsGivenAgain() throws Exception {
        try (Spool spool = new Spool(SpoolFolder.create(dataDir, SELF), 1_000_000)) {
            spool.append(chunk(0));
            assertThat(spool.oldest()).hasSize(1);
            spool.append(chunk(1));
            assertThat(spool.oldest()).hasSize(2);
        }
    }

    @Test
    void aFullSpoolTakesNothingUntilThereIsRoomAgain() throws Exception {
        try (Spool spool = new Spool(SpoolFolder.create(dataDir, SELF), 20_000)) {
            long seq = 0;
            while (spool.append(chunk(seq))) {
                seq++;
            }
            assertThat(seq).isBetween(10L, 30L);
            assertThat(files().stream().mapToLong(SpoolTest::size).sum()).isLessThanOrEqualTo(20_000);
            spool.oldest();
            spool.taken();
            assertThat(spool.append(chunk(seq))).isTrue();
        }
    }

    @Test
    void aRecordThatACrashCutOffIsLeftOutAndAllBeforeItIsKept() throws Exception {
        List<Entry> entries = entries(20);
        leave(entries);
        Path file = files().getFirst();
        for (long cut = 1; cut < 900; cut += 97) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(Files.size(file) - 97);
            }
            List<Entry> left = drainedWithoutTaking();
            assertThat(left).usingRecursiveComparison().isEqualTo(entries.subList(0, left.size()));
            assertThat(left).hasSizeLessThan(entries.size()).hasSizeGreaterThan(15);
        }
    }

    @Test
    void aDamagedRecordIsNeverGivenOut() throws Exception {
        List<Entry> entries = entries(20);
        leave(entries);
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, damaged);
            List<Entry> left = drainedWithoutTaking();
            assertThat(left).usingRecursiveComparison().isEqualTo(entries.subList(0, left.size()));
        }
        Files.write(file, new byte[1000]);
        assertThat(drainedWithoutTaking()).isEmpty();
    }

    @Test
    void aRecordOfAnotherVersionIsLeftOutAndTheNextOnesAreNot() throws Exception {
        leave(List.of(chunk(0), chunk(1)));
        Path file = files().getFirst();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        int length = bytes.getInt(0);
        bytes.put(8, (byte) 77);
        java.util.zip.CRC32C checksum = new java.util.zip.CRC32C();
        checksum.update(bytes.duplicate().position(8).limit(8 + length));
        bytes.putInt(4, (int) checksum.getValue());
        Files.write(file, bytes.array());

        assertThat(drainedWithoutTaking()).singleElement().extracting("seq").isEqualTo(1L);
    }

    @Test
    void aRunningInstancesSpoolIsLeftAlone() throws Exception {
        leave(entries(3));
        try (Spool live = new Spool(SpoolFolder.create(dataDir, OTHER), 1_000_000)) {
            live.append(chunk(0));
            List<SpoolFolder> abandoned = SpoolFolder.abandoned(dataDir, OTHER);
            assertThat(abandoned)
                    .extracting(folder -> folder.path().getFileName().toString())
                    .containsExactly("ctrl-00000001");
            for (SpoolFolder folder : abandoned) {
                folder.close();
            }
            assertThat(SpoolFolder.abandoned(dataDir, new InstanceId("ctrl-00000003")))
                    .extracting(folder -> folder.path().getFileName().toString())
                    .containsExactly("ctrl-00000001");
        }
    }

    private List<Entry> drainedWithoutTaking() throws IOException {
        List<Entry> left = new ArrayList<>();
        SpoolFolder folder = SpoolFolder.abandoned(dataDir, OTHER).getFirst();
        byte[] kept = Files.readAllBytes(files().getFirst());
        Path file = files().getFirst();
        try (Spool spool = Spool.leftIn(folder)) {
            for (List<Entry> batch = spool.oldest(); !batch.isEmpty(); batch = spool.oldest()) {
                left.addAll(batch);
                spool.taken();
            }
            Files.write(file, kept);
        }
        return left;
    }

    private void leave(List<Entry> entries) throws IOException {
        try (Spool spool = new Spool(SpoolFolder.create(dataDir, SELF), 10_000_000)) {
            for (Entry entry : entries) {
                assertThat(spool.append(entry)).isTrue();
            }
        }
    }

    private List<Path> files() throws IOException {
        try (var paths = Files.walk(dataDir)) {
            return paths.filter(path -> path.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<Entry> entries(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int seq = 0; seq < count - 1; seq++) {
            entries.add(chunk(seq));
        }
        entries.add(new End(RECORDING, OWNERSHIP, 7, 8));
        return entries;
    }

    private Chunk chunk(long seq) {
        byte[] data = new byte[1000];
        random.nextBytes(data);
        return new Chunk(RECORDING, OWNERSHIP, seq, seq * 10, seq * 10 + 10, seq * 1000, seq * 1000 + 999, data);
    }
}
