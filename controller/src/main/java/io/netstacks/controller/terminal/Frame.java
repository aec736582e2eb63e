package io.netstacks.controller.terminal;

/**
 * One message of the terminal protocol: a type byte and a payload (terminal contract §3.2). Byte arrays are shared, not copied: nobody changes one after
 * it went into a frame.
 */
public sealed interface Frame {

    /** Terminal bytes, both ways. Towards the session's own client a frame never splits a UTF-8 character: each is decoded on its own (rule 4). */
    @SuppressWarnings("ArrayRecordComponent")
    record Data(byte[] bytes) implements Frame {}

    /** The client's terminal has a new size. */
    record Resize(TerminalSize size) implements Frame {}

    /** The client asks for a {@link Pong}, every 30 s. */
    record Ping() implements Frame {}

    record Pong() implements Frame {}

    /** The sender is about to leave for good. */
    record Close() implements Frame {}

    /** Something went wrong, for a person. The letters "auth" in any case make the client show a fixed login error instead (rule 8). */
    record Error(String text) implements Frame {}

    /** The resume token of the session that follows. */
    record Reconnect(java.util.UUID token) implements Frame {}

    /** JSON that names the session; for the client this is the signal that it is connected. */
    record SessionInfo(String json) implements Frame {}
}
