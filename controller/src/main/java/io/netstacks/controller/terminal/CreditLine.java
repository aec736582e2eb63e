package io.netstacks.controller.terminal;

/**
 * How much output the device may send: what the slower of client and recorder has room for. Offsets are absolute; the decision is a pure function, this
 * object only remembers what was granted.
 */
final class CreditLine {

    /** Credit is passed on in pieces of at least this part of a window, so that a keystroke's echo costs no message to the device. */
    private static final int PIECES = 4;

    private final int recorderWindow;
    private long granted;

    CreditLine(int recorderWindow) {
        this.recorderWindow = recorderWindow;
    }

    /**
     * The credit to pass on now, 0 for none.
     *
     * @param clientReached output before this offset has reached the client, or the session has none and it is the end of the output
     * @param clientWindow bytes that may be on their way to the client
     * @param stored output before this offset is stored
     */
    long next(long clientReached, int clientWindow, long stored) {
        long allowed = Math.min(clientReached + clientWindow, stored + recorderWindow);
        long more = allowed - granted;
        if (more < Math.min(clientWindow, recorderWindow) / PIECES) {
            return 0;
        }
        granted = allowed;
        return more;
    }
}
