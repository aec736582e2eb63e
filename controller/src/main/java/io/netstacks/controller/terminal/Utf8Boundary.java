package io.netstacks.controller.terminal;

import java.util.Arrays;

/**
 * Cuts a byte stream only between UTF-8 characters (RFC 3629). An unfinished character at the end of a piece, at most three bytes, waits for the next
 * piece; bytes that cannot be part of UTF-8 pass at once, so that other encodings still show. Looks at the last three bytes of a piece only.
 */
final class Utf8Boundary {

    private static final byte[] NOTHING = {};

    private byte[] held = NOTHING;

    /** What may be sent now: everything held and new up to the last character boundary. May be {@code piece} itself. */
    byte[] push(byte[] piece) {
        if (piece.length == 0) {
            return NOTHING;
        }
        byte[] all = held.length == 0 ? piece : joined(held, piece);
        int unfinished = unfinishedAtEnd(all, all.length);
        if (unfinished == 0) {
            held = NOTHING;
            return all;
        }
        held = Arrays.copyOfRange(all, all.length - unfinished, all.length);
        return Arrays.copyOf(all, all.length - unfinished);
    }

    /** The held bytes, to be sent although the character is unfinished; nothing is held afterwards. */
    byte[] flush() {
        byte[] all = held;
        held = NOTHING;
        return all;
    }

    /** How many bytes wait, 0 to 3. */
    int held() {
        return held.length;
    }

    /** How many of the last bytes before {@code end} begin a character that is not finished there, 0 to 3. */
    private static int unfinishedAtEnd(byte[] bytes, int end) {
        for (int back = 1; back <= 3 && back <= end; back++) {
            int b = bytes[end - back] & 0xFF;
            if (b < 0x80) {
                return 0;
            }
            if (b >= 0xC0) {
                return back < characterLength(b) ? back : 0;
            }
        }
        return 0;
    }

    /** The length that a lead byte announces; 1 for bytes that never lead in UTF-8. */
    private static int characterLength(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 2;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 3;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
