package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.terminal.SessionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What is stored of a recording, in order and under the ownership that it was recorded under. */
sealed interface Entry {

    UUID recording();

    Ownership ownership();

    /** Bytes that this holds in memory and in the spool, about. */
    int size();

    /**
     * A closed chunk.
     *
     * @param seq counted from 0 without gaps
     * @param startOffset the session's output before this chunk, in bytes
     * @param endOffset the same after it
     * @param startMicros time of the first event since the recording began
     * @param endMicros time of the last one
     * @param data see {@link ChunkFormat}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Chunk(
            UUID recording,
            Ownership ownership,
            long seq,
            long startOffset,
            long endOffset,
            long startMicros,
            long endMicros,
            byte[] data)
            implements Entry {

        @Override
        public int size() {
            return HEAD_BYTES + data.length;
        }
    }

    /** The recording is over. */
    record End(UUID recording, Ownership ownership, long endOffset, long endMicros) implements Entry {

        @Override
        public int size() {
            return HEAD_BYTES;
        }
    }

    /** At least what an entry takes besides its data, as an object and in the spool. */
    int HEAD_BYTES = 200;

    /** No entry's spool form is larger. */
    int MAX_ENCODED_BYTES = ChunkFormat.MAX_BODY_BYTES * 2;

    byte CHUNK = 1;
    byte END = 2;

    /** The form in the spool; {@link #decode} reads it. */
    default ByteBuffer encode() {
        byte[] owner = ownership().owner().value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer target = ByteBuffer.allocate(size() + owner.length);
        target.put(this instanceof Chunk ? CHUNK : END);
        put(target, recording());
        put(target, ownership().session().value());
        target.put((byte) owner.length).put(owner).putLong(ownership().epoch());
        switch (this) {
            case Chunk chunk ->
                target.putLong(chunk.seq)
                        .putLong(chunk.startOffset)
                        .putLong(chunk.endOffset)
                        .putLong(chunk.startMicros)
                        .putLong(chunk.endMicros)
                        .put(chunk.data);
            case End end -> target.putLong(end.endOffset).putLong(end.endMicros);
        }
        return target.flip();
    }

    /** @throws RuntimeException of any kind when {@code source} is not what {@link #encode} made; its checksum was right, so another version wrote it */
    static Entry decode(ByteBuffer source) {
        byte kind = source.get();
        UUID recording = uuid(source);
        UUID session = uuid(source);
        byte[] owner = new byte[source.get()];
        source.get(owner);
        Ownership ownership = new Ownership(
                new SessionId(session), new InstanceId(new String(owner, StandardCharsets.US_ASCII)), source.getLong());
        return switch (kind) {
            case CHUNK -> {
                long seq = source.getLong();
                long startOffset = source.getLong();
                long endOffset = source.getLong();
                long startMicros = source.getLong();
                long endMicros = source.getLong();
                byte[] data = new byte[source.remaining()];
                source.get(data);
                yield new Chunk(recording, ownership, seq, startOffset, endOffset, startMicros, endMicros, data);
            }
            case END -> new End(recording, ownership, source.getLong(), source.getLong());
            default -> throw new IllegalArgumentException("Unknown kind of entry " + kind);
        };
    }

    private static void put(ByteBuffer target, UUID id) {
        target.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer source) {
        return new UUID(source.getLong(), source.getLong());
    }
}
