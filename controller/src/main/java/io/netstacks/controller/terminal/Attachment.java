package io.netstacks.controller.terminal;

/**
 * One client's hold on a session. Its methods may be called on any thread, never block, and do nothing once the client was detached, replaced or the
 * session is over.
 */
public final class Attachment {

    private final TerminalSession session;
    private final ClientStream stream;

    Attachment(TerminalSession session, ClientStream stream) {
        this.session = session;
        this.stream = stream;
    }

    /** The user typed {@code bytes}; the array must not be changed afterwards. */
    public void input(byte[] bytes) {
        session.take(() -> session.input(stream, bytes));
    }

    public void resize(TerminalSize size) {
        session.take(() -> session.resize(stream, size));
    }

    /** The client has everything before byte number {@code offset}. Offsets that were never asked about are ignored. */
    public void acknowledged(long offset) {
        session.take(() -> session.acknowledged(stream, offset));
    }

    /** The client is gone; the session waits for it until the orphan timeout. */
    public void detach() {
        session.take(() -> session.detach(stream));
    }
}
