package io.netstacks.controller.terminal;

/** Told what becomes of a session, on its loop. */
public interface SessionListener {

    /**
     * The session is over; called once, after its recorder was told.
     *
     * @param outputBytes what the device showed
     */
    void ended(SessionId session, SessionEnd end, long outputBytes);
}
