package io.netstacks.controller.terminal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Frames to and from binary messages: one type byte and a payload, one frame a message (terminal contract §3.2). */
public final class FrameCodec {

    public static final byte DATA = 1;
    public static final byte RESIZE = 2;
    public static final byte PING = 3;
    public static final byte PONG = 4;
    public static final byte CLOSE = 5;
    public static final byte ERROR = 6;
    public static final byte RECONNECT = 7;
    public static final byte SESSION_INFO = 8;

    private static final byte[] NOTHING = {};

    private FrameCodec() {}

    /** @throws MalformedFrameException with a text that may be shown to whoever sent it */
    public static Frame decode(byte[] message) throws MalformedFrameException {
        if (message.length == 0) {
            throw new MalformedFrameException("Empty frame: a frame is one type byte and a payload.");
        }
        return switch (message[0]) {
            case DATA -> new Frame.Data(Arrays.copyOfRange(message, 1, message.length));
            case RESIZE -> resize(message);
            case PING -> new Frame.Ping();
            case PONG -> new Frame.Pong();
            case CLOSE -> new Frame.Close();
            case ERROR -> new Frame.Error(text(message));
            case RECONNECT -> reconnect(message);
            case SESSION_INFO -> new Frame.SessionInfo(text(message));
            default ->
                throw new MalformedFrameException(
                        "Unknown frame type %d: known are 1 to 8.".formatted(Byte.toUnsignedInt(message[0])));
        };
    }

    /** The frame's type byte. */
    public static byte type(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> DATA;
            case Frame.Resize resize -> RESIZE;
            case Frame.Ping ping -> PING;
            case Frame.Pong pong -> PONG;
            case Frame.Close close -> CLOSE;
            case Frame.Error error -> ERROR;
            case Frame.Reconnect reconnect -> RECONNECT;
            case Frame.SessionInfo info -> SESSION_INFO;
        };
    }

    /** What follows the type byte. For {@link Frame.Data} the frame's own array, so that a sender copies it once, into its message. */
    public static byte[] payload(Frame frame) {
        return switch (frame) {
            case Frame.Data data -> data.bytes();
            case Frame.Resize resize ->
                ByteBuffer.allocate(4)
                        .putShort((short) resize.size().columns())
                        .putShort((short) resize.size().rows())
                        .array();
            case Frame.Ping ping -> NOTHING;
            case Frame.Pong pong -> NOTHING;
            case Frame.Close close -> NOTHING;
            case Frame.Error error -> error.text().getBytes(StandardCharsets.UTF_8);
            case Frame.Reconnect reconnect ->
                ByteBuffer.allocate(16)
                        .putLong(reconnect.token().getMostSignificantBits())
                        .putLong(reconnect.token().getLeastSignificantBits())
                        .array();
            case Frame.SessionInfo info -> info.json().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static Frame resize(byte[] message) throws MalformedFrameException {
        if (message.length != 5) {
            throw new MalformedFrameException(
                    "A resize frame has 4 bytes after its type, not " + (message.length - 1) + ".");
        }
        ByteBuffer payload = ByteBuffer.wrap(message, 1, 4);
        int columns = Short.toUnsignedInt(payload.getShort());
        int rows = Short.toUnsignedInt(payload.getShort());
        if (!TerminalSize.isValid(columns, rows)) {
            throw new MalformedFrameException(
                    "A terminal has 1 to %d columns and rows, not %d x %d; the size stays as it was."
                            .formatted(TerminalSize.MAX, columns, rows));
        }
        return new Frame.Resize(new TerminalSize(columns, rows));
    }

    private static Frame reconnect(byte[] message) throws MalformedFrameException {
        if (message.length != 17) {
            throw new MalformedFrameException(
                    "A reconnect frame has 16 bytes after its type, not " + (message.length - 1) + ".");
        }
        ByteBuffer payload = ByteBuffer.wrap(message, 1, 16);
        return new Frame.Reconnect(new UUID(payload.getLong(), payload.getLong()));
    }

    private static String text(byte[] message) {
        return new String(message, 1, message.length - 1, StandardCharsets.UTF_8);
    }
}
