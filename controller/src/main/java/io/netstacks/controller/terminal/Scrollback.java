package io.netstacks.controller.terminal;

/**
 * The newest output of a session, at most {@code capacity} bytes, addressed by absolute offsets: byte number {@code n} of the session keeps the number
 * {@code n} for ever. Memory grows with what is kept, by doubling, so a quiet session costs a few hundred bytes.
 */
final class Scrollback {

    private static final int FIRST_SIZE = 512;
    /** Bytes in which the end of the oldest line is looked for. */
    private static final int LONGEST_LINE = 4096;

    private final int capacity;
    private byte[] ring;
    /** Offset of the byte after the newest one: how many bytes the session has shown. */
    private long end;
    /** Offset of the oldest byte kept. */
    private long start;

    Scrollback(int capacity) {
        if (capacity < FIRST_SIZE) {
            throw new IllegalArgumentException("A scrollback keeps at least " + FIRST_SIZE + " bytes, not " + capacity);
        }
        this.capacity = capacity;
        this.ring = new byte[FIRST_SIZE];
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /**
     * Where a replay of everything begins: at the start, or, where older output was given up, after the line that lost its beginning, so that no half
     * of a control sequence is shown as text. Where no line ends soon, after the rest of a UTF-8 character.
     */
    long readableStart() {
        if (start == 0) {
            return 0;
        }
        long limit = Math.min(end, start + LONGEST_LINE);
        for (long offset = start; offset < limit; offset++) {
            if (at(offset) == '\n') {
                return offset + 1;
            }
        }
        long offset = start;
        while (offset < Math.min(end, start + 3) && isContinuation(at(offset))) {
            offset++;
        }
        return offset;
    }

    private byte at(long offset) {
        return ring[(int) (offset % ring.length)];
    }

    /** RFC 3629, section 3. */
    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    void append(byte[] bytes) {
        int skip = Math.max(0, bytes.length - capacity);
        int kept = bytes.length - skip;
        long newEnd = end + bytes.length;
        long newStart = Math.max(start, newEnd - capacity);
        makeRoom((int) Math.min(newEnd - Math.min(newStart, end), capacity));
        if (newStart > end) {
            // Everything kept so far is pushed out at once.
            start = newStart;
        }
        write(bytes, skip, kept, end + skip);
        end = newEnd;
        start = newStart;
    }

    /** The kept bytes from {@code from} to the end. @throws IndexOutOfBoundsException when {@code from} is not kept any more, or not there yet */
    byte[] from(long from) {
        if (from < start || from > end) {
            throw new IndexOutOfBoundsException("Offset " + from + " is outside " + start + " to " + end);
        }
        byte[] bytes = new byte[(int) (end - from)];
        copyOut(from, bytes);
        return bytes;
    }

    boolean keeps(long offset) {
        return offset >= start && offset <= end;
    }

    private void makeRoom(int needed) {
        if (needed <= ring.length) {
            return;
        }
        int size = ring.length;
        while (size < needed) {
            size = Math.min(capacity, size * 2);
        }
        byte[] kept = from(start);
        ring = new byte[size];
        write(kept, 0, kept.length, start);
    }

    private void write(byte[] bytes, int from, int length, long offset) {
        int at = (int) (offset % ring.length);
        int first = Math.min(length, ring.length - at);
        System.arraycopy(bytes, from, ring, at, first);
        System.arraycopy(bytes, from + first, ring, 0, length - first);
    }

    private void copyOut(long offset, byte[] target) {
        int at = (int) (offset % ring.length);
        int first = Math.min(target.length, ring.length - at);
        System.arraycopy(ring, at, target, 0, first);
        System.arraycopy(ring, 0, target, first, target.length - first);
    }
}
