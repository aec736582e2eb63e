package io.netstacks.controller.terminal;

/**
 * Keeps what a session shows. Called on the session's own loop, in order; no method blocks or throws. A recorder that cannot follow reports nothing
 * stored, and the session stops granting the device credit: nothing recorded is ever dropped.
 */
public interface SessionRecorder {

    /** The device showed {@code bytes}; the first is byte number {@code offset} of the session. The array must not be changed. */
    void output(long offset, byte[] bytes);

    /** The user typed {@code bytes}. A recorder keeps them only where policy says so: passwords are typed. */
    void input(byte[] bytes);

    /** The terminal has a new size. */
    void resize(TerminalSize size);

    /** The session is over; what is buffered is stored and the recording closed. */
    void end();

    /** Told, on any thread, how far the recording is safe from a crash of this process. */
    @FunctionalInterface
    interface StoredListener {

        /** All output before byte number {@code offset} of the session is stored. Never decreases. */
        void stored(long offset);
    }
}
