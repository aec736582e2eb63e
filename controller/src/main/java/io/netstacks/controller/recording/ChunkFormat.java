package io.netstacks.controller.recording;

import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.terminal.TerminalSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chunk: some consecutive events of one recording, compressed.
 *
 * <pre>
 * chunk   = version body          version: one byte, {@link Compression}: 1 Zstandard, 2 deflate
 * body    = compressed(events)    at most {@link #MAX_BODY_BYTES} when decompressed
 * events  = event*
 * event   = time kind length payload
 * time    = varint                microseconds since the event before; of the first event since the recording began
 * kind    = 'o' output | 'i' input | 'r' resize
 * length  = varint                bytes of the payload
 * payload = raw bytes as the device sent or the user typed them, not necessarily whole characters;
 *           of a resize: columns and rows, 16 bits each, big-endian
 * varint  = little-endian base 128 (as in Protocol Buffers), at most 9 bytes
 * </pre>
 *
 * Every chunk decodes on its own. A change of this layout takes a new version byte; old ones stay readable.
 */
final class ChunkFormat {

    /** A chunk is closed when its body has reached this size. */
    static final int FULL_BYTES = 1024 * 1024;

    /** The longest head of an event: two varints and the kind. */
    private static final int HEAD_BYTES = 9 + 1 + 5;

    /** No body is larger: a full one, and one more event's head. */
    static final int MAX_BODY_BYTES = FULL_BYTES + HEAD_BYTES + 4;

    private static final int FIRST_BYTES = 256;
    /** A body that outgrows this gets a buffer for a full one; smaller ones grow by doubling, so that many busy sessions hold about what they show. */
    private static final int QUIET_BYTES = 256 * 1024;

    private static final byte[] NOTHING = {};

    private ChunkFormat() {}

    /** A chunk that is being filled. */
    static final class Builder {

        private final ChunkBuffers buffers;
        private byte[] body = new byte[FIRST_BYTES];
        private int length;
        private long lastMicros;

        Builder(ChunkBuffers buffers) {
            this.buffers = buffers;
        }

        /**
         * Adds as much of the event as there is room for; a resize is never cut. Not to be called on a full chunk.
         *
         * @return how many bytes of {@code bytes} from {@code from} on were taken; the rest belongs into the next chunk
         */
        int add(Kind kind, long micros, byte[] bytes, int from) {
            int taken = kind == Kind.RESIZE
                    ? bytes.length
                    : Math.min(bytes.length - from, Math.max(0, FULL_BYTES - length));
            ensureRoom(HEAD_BYTES + taken);
            long now = Math.max(micros, lastMicros);
            varint(now - lastMicros);
            lastMicros = now;
            body[length++] = kind.code;
            varint(taken);
            System.arraycopy(bytes, from, body, length, taken);
            length += taken;
            return taken;
        }

        boolean isFull() {
            return length >= FULL_BYTES;
        }

        /** The chunk; nothing can be added any more. */
        byte[] build(Compressor compressor) {
            byte[] chunk = compressor.compress(body, length);
            buffers.giveBack(body);
            body = NOTHING;
            return chunk;
        }

        private void ensureRoom(int bytes) {
            int needed = length + bytes;
            if (needed <= body.length) {
                return;
            }
            byte[] larger = needed > QUIET_BYTES ? buffers.take() : new byte[Math.max(2 * body.length, needed)];
            System.arraycopy(body, 0, larger, 0, length);
            body = larger;
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                body[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            body[length++] = (byte) rest;
        }
    }

    /** @throws CorruptChunkException when this is not a whole, undamaged chunk; nothing large is allocated before that is known */
    static List<RecordedEvent> decode(byte[] chunk) throws CorruptChunkException {
        if (chunk.length == 0) {
            throw new CorruptChunkException("The chunk is empty");
        }
        return new Reader(Compression.of(chunk[0]).decompress(chunk, MAX_BODY_BYTES)).events();
    }

    private static final class Reader {

        private final byte[] body;
        private int position;

        Reader(byte[] body) {
            this.body = body;
        }

        List<RecordedEvent> events() throws CorruptChunkException {
            List<RecordedEvent> events = new ArrayList<>();
            long micros = 0;
            while (position < body.length) {
                long after = micros + varint();
                if (after < micros) {
                    throw new CorruptChunkException("A time is out of range");
                }
                micros = after;
                Kind kind = Kind.of(next());
                long length = varint();
                if (length > body.length - position) {
                    throw new CorruptChunkException("An event is cut off");
                }
                byte[] bytes = Arrays.copyOfRange(body, position, position + (int) length);
                position += (int) length;
                events.add(checked(new RecordedEvent(kind, micros, bytes)));
            }
            return events;
        }

        private static RecordedEvent checked(RecordedEvent event) throws CorruptChunkException {
            if (event.kind() == Kind.RESIZE) {
                byte[] b = event.bytes();
                if (b.length != 4
                        || !TerminalSize.isValid(
                                (b[0] & 0xff) << 8 | (b[1] & 0xff), (b[2] & 0xff) << 8 | (b[3] & 0xff))) {
                    throw new CorruptChunkException("A resize has no valid size");
                }
            }
            return event;
        }

        private byte next() throws CorruptChunkException {
            if (position == body.length) {
                throw new CorruptChunkException("An event is cut off");
            }
            return body[position++];
        }

        private long varint() throws CorruptChunkException {
            long value = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                byte b = next();
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new CorruptChunkException("A number is out of range");
        }
    }
}
