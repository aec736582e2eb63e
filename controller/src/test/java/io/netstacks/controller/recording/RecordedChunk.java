package io.netstacks.controller.recording;

import io.netstacks.controller.recording.RecordedEvent.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A stored chunk in the product's own format, for tests that look into recordings from outside this package. */
public final class RecordedChunk {

    private final Iterable<RecordedEvent> events;

    private RecordedChunk(Iterable<RecordedEvent> events) {
        this.events = events;
    }

    /** @throws IllegalArgumentException when the chunk is damaged */
    public static RecordedChunk decode(byte[] chunk) {
        try {
            return new RecordedChunk(ChunkFormat.decode(chunk));
        } catch (CorruptChunkException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What is stored when a device shows this piece by piece. */
    public static byte[] ofOutput(String... pieces) {
        return of(Kind.OUTPUT, pieces);
    }

    /** What is stored when a user whose keys are recorded types this piece by piece. */
    public static byte[] ofInput(String... pieces) {
        return of(Kind.INPUT, pieces);
    }

    private static byte[] of(Kind kind, String... pieces) {
        ChunkFormat.Builder chunk = new ChunkFormat.Builder(new ChunkBuffers());
        long micros = 0;
        for (String piece : pieces) {
            chunk.add(kind, micros++, piece.getBytes(StandardCharsets.UTF_8), 0);
        }
        try (Compressor compressor = Compression.best().compressor()) {
            return chunk.build(compressor);
        }
    }

    /** All that the device showed. */
    public byte[] output() {
        return bytes(Kind.OUTPUT);
    }

    /** All that the user typed, where that is recorded. */
    public byte[] input() {
        return bytes(Kind.INPUT);
    }

    private byte[] bytes(Kind kind) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (RecordedEvent event : events) {
            if (event.kind() == kind) {
                bytes.writeBytes(event.bytes());
            }
        }
        return bytes.toByteArray();
    }
}
