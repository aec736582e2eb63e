package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.terminal.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkFormatTest {

    private final Random random = new Random(7);
    private final ChunkBuffers buffers = new ChunkBuffers();

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatGoesInComesOutWithItsTimes(Compression compression) throws Exception {
        ChunkFormat.Builder builder = new ChunkFormat.Builder(buffers);
        List<RecordedEvent> events = List.of(
                new RecordedEvent(Kind.OUTPUT, 3_000_000_000_000L, bytes(5)),
                new RecordedEvent(Kind.INPUT, 3_000_000_000_000L, new byte[0]),
                new RecordedEvent(Kind.RESIZE, 3_000_000_000_127L, RecordedEvent.bytes(new TerminalSize(1000, 1))),
                new RecordedEvent(Kind.OUTPUT, 3_000_000_000_255L, bytes(100_000)));
        for (RecordedEvent event : events) {
            assertThat(builder.add(event.kind(), event.micros(), event.bytes(), 0))
                    .isEqualTo(event.bytes().length);
        }

        List<RecordedEvent> decoded = ChunkFormat.decode(built(builder, compression));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(events);
        assertThat(decoded.get(2).size()).isEqualTo(new TerminalSize(1000, 1));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aCompressorAndItsBuffersServeOneChunkAfterTheOther(Compression compression) throws Exception {
        try (Compressor compressor = compression.compressor()) {
            for (int length : List.of(900_000, 3, 70_000, 300_000, 1_000_000, 0, 500)) {
                byte[] bytes = bytes(length);
                ChunkFormat.Builder builder = new ChunkFormat.Builder(buffers);
                builder.add(Kind.OUTPUT, 1, bytes, 0);
                assertThat(ChunkFormat.decode(builder.build(compressor)))
                        .singleElement()
                        .satisfies(event -> assertThat(event.bytes()).isEqualTo(bytes));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anEventThatDoesNotFitGoesOnInTheNextChunk(Compression compression) throws Exception {
        byte[] flood = bytes(3 * ChunkFormat.FULL_BYTES);
        ByteArrayOutputStream played = new ByteArrayOutputStream();
        int from = 0;
        while (from < flood.length) {
            ChunkFormat.Builder builder = new ChunkFormat.Builder(buffers);
            from += builder.add(Kind.OUTPUT, 1, flood, from);
            for (RecordedEvent event : ChunkFormat.decode(built(builder, compression))) {
                played.writeBytes(event.bytes());
            }
        }
        assertThat(played.toByteArray()).isEqualTo(flood);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aFullChunkOfTheSmallestEventsStillDecodes(Compression compression) throws Exception {
        ChunkFormat.Builder builder = new ChunkFormat.Builder(buffers);
        List<Long> times = new ArrayList<>();
        for (long micros = 0; !builder.isFull(); micros += random.nextLong(1L << 40)) {
            builder.add(Kind.OUTPUT, micros, new byte[] {'x'}, 0);
            times.add(micros);
        }

        assertThat(ChunkFormat.decode(built(builder, compression)).stream().map(RecordedEvent::micros))
                .isEqualTo(times);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aDamagedChunkIsRefusedOrUnchangedAndNothingElseIsThrown(Compression compression) throws Exception {
        ChunkFormat.Builder builder = new ChunkFormat.Builder(buffers);
        for (int i = 0; i < 50; i++) {
            builder.add(Kind.OUTPUT, i * 1000L, ("interface GigabitEthernet0/" + i + "\r\n").getBytes(), 0);
        }
        builder.add(Kind.OUTPUT, 60_000, bytes(300), 0);
        byte[] chunk = built(builder, compression);
        List<RecordedEvent> original = ChunkFormat.decode(chunk);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = mutate(chunk);
            try {
                assertThat(ChunkFormat.decode(mutated))
                        .usingRecursiveComparison()
                        .isEqualTo(original);
            } catch (CorruptChunkException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(19_000);
    }

    /** The compression's checksum hides the parser from mutations; here the parser itself meets them. */
    @ParameterizedTest
    @EnumSource(Compression.class)
    void aWellCompressedBodyOfNonsenseIsRefusedOrParsedWithinItsSize(Compression compression) {
        for (int i = 0; i < 20_000; i++) {
            byte[] body = bytes(random.nextInt(64));
            try {
                int size = ChunkFormat.decode(compression.compress(body, body.length)).stream()
                        .mapToInt(event -> event.bytes().length)
                        .sum();
                assertThat(size).isLessThanOrEqualTo(body.length);
            } catch (CorruptChunkException e) {
                // what is wanted of most
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void aChunkThatClaimsToBeHugeIsRefusedBeforeItIsUnpacked(Compression compression) {
        byte[] zeros = new byte[64 * 1024 * 1024];
        byte[] bomb = compression.compress(zeros, zeros.length);
        assertThat(bomb).hasSizeLessThan(300_000);
        assertThatThrownBy(() -> ChunkFormat.decode(bomb))
                .isInstanceOf(CorruptChunkException.class)
                .hasMessageContaining("claims to hold 67108864 bytes");
    }

    @org.junit.jupiter.api.Test
    void aChunkOfAnUnknownVersionOrWithoutContentSizeOrEmptyIsRefused() {
        byte[] plain = Zstd.compress(new byte[10]);
        assertThatThrownBy(() -> ChunkFormat.decode(plain)).isInstanceOf(CorruptChunkException.class);
        assertThatThrownBy(() -> ChunkFormat.decode(new byte[0])).isInstanceOf(CorruptChunkException.class);
        assertThatThrownBy(() -> ChunkFormat.decode(new byte[] {1})).isInstanceOf(CorruptChunkException.class);
        assertThatThrownBy(() -> ChunkFormat.decode(new byte[] {2, 0})).isInstanceOf(CorruptChunkException.class);
        assertThatThrownBy(() -> ChunkFormat.decode(new byte[] {99, 0})).hasMessage("Unknown chunk version 99");
    }

    private static byte[] built(ChunkFormat.Builder builder, Compression compression) {
        try (Compressor compressor = compression.compressor()) {
            return builder.build(compressor);
        }
    }

    private byte[] mutate(byte[] chunk) {
        byte[] mutated = chunk.clone();
        if (random.nextInt(10) == 0) {
            return Arrays.copyOf(mutated, random.nextInt(mutated.length));
        }
        for (int i = 0; i <= random.nextInt(4); i++) {
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 + random.nextInt(255));
        }
        return mutated;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
