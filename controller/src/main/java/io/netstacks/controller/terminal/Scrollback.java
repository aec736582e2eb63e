package io.netstacks.controller.terminal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The newest output of a session, addressed by absolute offsets: byte number {@code n} of the session keeps the number {@code n} for ever. Large pieces
 * are kept as they came, without a copy; small ones are gathered in blocks, so that a quiet session costs a few hundred bytes and one that echoes keys not
 * an object for each.
 */
final class Scrollback {

    /** Bytes: a piece from this size on is kept as it is. */
    private static final int LARGE = 1024;

    private static final int FIRST_BLOCK = 256;
    private static final int BLOCK = 4 * LARGE;
    /** Bytes in which the end of the oldest line is looked for. */
    private static final int LONGEST_LINE = 4096;

    /** Bytes {@code from} to {@code to} of the session's output. A block has room behind them. */
    private static final class Piece {

        private byte[] bytes;
        private final long from;
        private int length;

        Piece(byte[] bytes, long from, int length) {
            this.bytes = bytes;
            this.from = from;
            this.length = length;
        }

        long to() {
            return from + length;
        }
    }

    private final int capacity;
    private final int most;
    private final Deque<Piece> pieces = new ArrayDeque<>(1);
    /** The last piece, if it is a block that takes more. */
    private boolean isLastBlock;
    /** Offset of the byte after the newest one: how many bytes the session has shown. */
    private long end;
    /** Offset of the oldest byte kept. */
    private long start;

    /**
     * @param capacity so many of the newest bytes are kept
     * @param most of them and of what somebody has not seen, see {@link #append}; at least {@code capacity}
     */
    Scrollback(int capacity, int most) {
        this.capacity = capacity;
        this.most = most;
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
        byte[] oldest = copy(start, Math.min(end, start + LONGEST_LINE));
        for (int i = 0; i < oldest.length; i++) {
            if (oldest[i] == '\n') {
                return start + i + 1;
            }
        }
        int rest = 0;
        while (rest < Math.min(oldest.length, 3) && isContinuation(oldest[rest])) {
            rest++;
        }
        return start + rest;
    }

    /** RFC 3629, section 3. */
    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    /**
     * Adds output, which nobody may change afterwards.
     *
     * @param unseen from this offset on nothing is given up, beyond the capacity, too, until {@code most} bytes are kept
     */
    void append(byte[] bytes, long unseen) {
        if (bytes.length >= LARGE) {
            pieces.add(new Piece(bytes, end, bytes.length));
            isLastBlock = false;
        } else {
            gather(bytes);
        }
        end += bytes.length;
        trim(unseen);
    }

    /** Gives up what is beyond the capacity and older than {@code unseen}, or beyond {@code most}. */
    void trim(long unseen) {
        start = Math.max(start, Math.min(end - capacity, Math.max(unseen, end - most)));
        for (Piece oldest = pieces.peek(); oldest != null && oldest.to() <= start; oldest = pieces.peek()) {
            pieces.remove();
        }
        isLastBlock = isLastBlock && !pieces.isEmpty();
    }

    private void gather(byte[] bytes) {
        Piece last = isLastBlock ? pieces.getLast() : null;
        if (last == null || last.length + bytes.length > BLOCK) {
            last = new Piece(new byte[Math.max(FIRST_BLOCK, bytes.length)], end, 0);
            pieces.add(last);
            isLastBlock = true;
        } else if (last.length + bytes.length > last.bytes.length) {
            last.bytes = Arrays.copyOf(
                    last.bytes, Math.min(BLOCK, Math.max(last.length + bytes.length, 2 * last.bytes.length)));
        }
        System.arraycopy(bytes, 0, last.bytes, last.length, bytes.length);
        last.length += bytes.length;
    }

    /** The kept bytes from {@code from} to the end. @throws IndexOutOfBoundsException when {@code from} is not kept any more, or not there yet */
    byte[] from(long from) {
        if (!keeps(from)) {
            throw new IndexOutOfBoundsException("Offset " + from + " is outside " + start + " to " + end);
        }
        return copy(from, end);
    }

    boolean keeps(long offset) {
        return offset >= start && offset <= end;
    }

    private byte[] copy(long from, long to) {
        byte[] target = new byte[(int) (to - from)];
        for (Piece piece : pieces) {
            long begin = Math.max(from, piece.from);
            long stop = Math.min(to, piece.to());
            if (begin < stop) {
                System.arraycopy(
                        piece.bytes, (int) (begin - piece.from), target, (int) (begin - from), (int) (stop - begin));
            }
        }
        return target;
    }
}
