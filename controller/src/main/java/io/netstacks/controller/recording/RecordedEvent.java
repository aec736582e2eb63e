package io.netstacks.controller.recording;

import io.netstacks.controller.terminal.TerminalSize;
import java.nio.ByteBuffer;

/**
 * One thing that happened in a recorded session.
 *
 * @param micros microseconds since the recording began
 * @param bytes what the device showed or the user typed, raw; for a resize the new size as two big-endian 16-bit numbers, columns first
 */
@SuppressWarnings("ArrayRecordComponent")
record RecordedEvent(Kind kind, long micros, byte[] bytes) {

    /** What happened; {@code code} is its byte in a chunk and never changes. */
    enum Kind {
        OUTPUT('o'),
        INPUT('i'),
        RESIZE('r');

        final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        static Kind of(byte code) throws CorruptChunkException {
            return switch (code) {
                case 'o' -> OUTPUT;
                case 'i' -> INPUT;
                case 'r' -> RESIZE;
                default -> throw new CorruptChunkException("Unknown kind of event " + code);
            };
        }
    }

    static byte[] bytes(TerminalSize size) {
        return ByteBuffer.allocate(4)
                .putShort((short) size.columns())
                .putShort((short) size.rows())
                .array();
    }

    TerminalSize size() {
        ByteBuffer size = ByteBuffer.wrap(bytes);
        return new TerminalSize(size.getShort(), size.getShort());
    }
}
