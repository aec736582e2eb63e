package io.netstacks.controller.terminal;

/**
 * The far side of an {@link Attachment}: the one client that a session answers to. Called on the session's loop, in order; must not block. How much may
 * wait unacknowledged on its way is bounded by the session ({@link SessionLimits#largestClientWindow()}).
 */
public interface TerminalClient {

    /**
     * The session is this client's from here on; whatever announces it must be sent before the first output.
     *
     * @param yours what the client does goes to; given here, because a client may answer the announcement before {@link TerminalSession#attach} returns
     */
    void attached(Attachment yours);

    /** Terminal output, cut between UTF-8 characters. The array must not be changed. */
    void output(byte[] bytes);

    /**
     * Asks for an acknowledgement of all output so far, up to byte number {@code offset} of the session: to be sent after it, as an RFC 6455 ping that
     * carries the offset; its pong goes to {@link Attachment#acknowledged}.
     */
    void acknowledge(long offset);

    /** Tells the person something that is no terminal output. */
    void problem(String text);

    /** Another client has taken the session over, with the same resume token. Nothing follows. */
    void replaced();

    /** The session is over. Nothing follows. */
    void ended(SessionEnd end);
}
