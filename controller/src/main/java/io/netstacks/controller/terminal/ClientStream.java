package io.netstacks.controller.terminal;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one client was sent, and what of it is acknowledged. Used on the session's loop only. */
final class ClientStream {

    /** Bytes of a replay in one message: some clients take no large ones. */
    private static final int PIECE = 32 * 1024;

    final TerminalClient client;

    private final Utf8Boundary boundary = new Utf8Boundary();
    /** Set while what is sent is a replay, and until the replay's last sequence is complete. */
    private @Nullable QueryFilter filter;
    /** Output before this offset was sent, or taken out by the filter. */
    private long sent;
    /** Output before this offset is known to have arrived. */
    private long acknowledged;

    private final ClientWindow window;
    private final LongSupplier nanoTime;
    private boolean began;
    /** The last offset that the client was asked to acknowledge. */
    private long asked;

    ClientStream(TerminalClient client, ClientWindow window, LongSupplier nanoTime) {
        this.client = client;
        this.window = window;
        this.nanoTime = nanoTime;
    }

    /** Starts at {@code offset} of the session's output. */
    void startAt(long offset) {
        sent = offset;
        acknowledged = offset;
        asked = offset;
    }

    /** Sends output that the device showed while this client was not there: without the questions in it, which nobody may answer now. */
    void replay(byte[] bytes) {
        QueryFilter replayed = new QueryFilter();
        for (int from = 0; from < bytes.length; from += PIECE) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE));
            filter = replayed;
            sent += piece.length;
            deliver(replayed.push(piece));
        }
    }

    /** Sends the next output. */
    void send(byte[] bytes) {
        sent += bytes.length;
        byte[] passed = bytes;
        if (filter != null) {
            passed = filter.finish(bytes);
        }
        deliver(passed);
    }

    private void deliver(byte[] passed) {
        if (filter != null && filter.atGround()) {
            filter = null;
        }
        byte[] whole = boundary.push(passed);
        began = boundary.held() > 0 && boundary.held() <= passed.length;
        pass(whole);
    }

    /** Sends the bytes of an unfinished character: its rest does not come, or this is no UTF-8. */
    void flushHeld() {
        pass(boundary.flush());
    }

    boolean holdsBytes() {
        return boundary.held() > 0;
    }

    /** Whether the unfinished character that waits began in the last piece sent. */
    boolean beganToHold() {
        return began;
    }

    /** Output that was sent since the client was last asked to acknowledge. */
    long unasked() {
        return sent - asked;
    }

    void ask() {
        // Held bytes were not sent: they must not be acknowledged.
        long offset = sent - boundary.held();
        if (offset > asked) {
            asked = offset;
            window.asked(offset, offset - acknowledged, nanoTime.getAsLong());
            client.acknowledge(offset);
        }
    }

    void acknowledged(long offset) {
        if (offset > acknowledged && offset <= asked) {
            acknowledged = offset;
            window.acknowledged(offset, nanoTime.getAsLong());
        }
    }

    /** Bytes that may be on their way to the client. */
    int window() {
        return window.bytes();
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Whether the client is known to have all that it was sent. */
    boolean hasEverything() {
        return acknowledged == sent && filter == null;
    }

    private void pass(byte[] bytes) {
        if (bytes.length > 0) {
            client.output(bytes);
        }
    }
}
