package io.netstacks.controller.recording;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes UTF-8 that comes in pieces: the start of a character waits for its rest, what is no UTF-8 becomes U+FFFD. */
final class Utf8Stream {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** At most 3 bytes of an unfinished character. */
    private ByteBuffer unfinished = ByteBuffer.allocate(0);

    String decode(byte[] bytes) {
        return decode(bytes, false);
    }

    /** What an unfinished character at the end of everything becomes. */
    String end() {
        return decode(new byte[0], true);
    }

    private String decode(byte[] bytes, boolean isEnd) {
        ByteBuffer in = ByteBuffer.allocate(unfinished.remaining() + bytes.length)
                .put(unfinished)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, isEnd);
        if (isEnd) {
            decoder.flush(out);
        }
        unfinished = ByteBuffer.wrap(Arrays.copyOfRange(in.array(), in.position(), in.limit()));
        return out.flip().toString();
    }
}
