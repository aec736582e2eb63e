package io.netstacks.controller.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A shell on the device, by whatever way. One thread reads, one writes. */
interface Shell extends AutoCloseable {

    void type(byte[] bytes) throws IOException;

    /** Waits for output: fills the buffer with some of it and returns how much; -1 at the end. */
    int read(byte[] buffer) throws IOException;

    @Override
    void close();

    /** Reads and forgets everything until {@code text} went by; it must not occur in what is typed. */
    default void readUntil(String text, Duration atMost) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        int matched = 0;
        long end = System.nanoTime() + atMost.toNanos();
        while (matched < wanted.length) {
            int length = read(buffer);
            if (length < 0 || System.nanoTime() > end) {
                throw new IOException("Waited in vain for \"" + text + "\"");
            }
            // The wanted texts begin with a character that does not recur in them.
            for (int i = 0; i < length && matched < wanted.length; i++) {
                matched = buffer[i] == wanted[matched] ? matched + 1 : buffer[i] == wanted[0] ? 1 : 0;
            }
        }
    }

    default void type(String text) throws IOException {
        type(text.getBytes(StandardCharsets.US_ASCII));
    }
}
