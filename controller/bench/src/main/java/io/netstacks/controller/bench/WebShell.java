package io.netstacks.controller.bench;

import io.netstacks.controller.terminal.FrameCodec;
import java.io.IOException;
import java.net.Socket;

/** A terminal of the controller: the terminal protocol's frames over a WebSocket. */
final class WebShell implements Shell {

    private static final int END = -1;
    /** Of what has no type of the terminal protocol, or none of interest. */
    private static final int NO_TYPE = 0;

    private final BlockingWebSocket socket;
    /** Whether the message under way is terminal output: its continuations are, too. */
    private boolean inData;

    /** Upgrades the connection; the session is there once {@link #awaitSession} returns. */
    WebShell(Socket connected, String query, int bufferBytes) throws IOException {
        socket = new BlockingWebSocket(connected, "/ws/ssh?" + query, bufferBytes);
    }

    /** Waits for the SessionInfo frame, the sign that the shell is there. */
    void awaitSession() throws IOException {
        while (nextFrame() != FrameCodec.SESSION_INFO) {
            // A Reconnect frame comes before it.
        }
    }

    @Override
    public void type(byte[] bytes) throws IOException {
        byte[] message = new byte[1 + bytes.length];
        message[0] = FrameCodec.DATA;
        System.arraycopy(bytes, 0, message, 1, bytes.length);
        socket.send(BlockingWebSocket.BINARY, message);
    }

    /** The terminal protocol's own Ping, which the existing client sends every 30 s. */
    void sendPing() throws IOException {
        socket.send(BlockingWebSocket.BINARY, FrameCodec.PING);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        while (socket.left() == 0) {
            if (nextFrame() == END) {
                return -1;
            }
        }
        return socket.read(buffer);
    }

    /** Reads the head of the next frame and returns its type; only terminal output leaves something to read. */
    private int nextFrame() throws IOException {
        switch (socket.nextFrame()) {
            case BlockingWebSocket.BINARY -> {
                int type = socket.oneByte();
                inData = type == FrameCodec.DATA;
                if (type == FrameCodec.ERROR) {
                    throw new IOException("The controller says: " + rest());
                }
                return leaveOnlyData(type);
            }
            case BlockingWebSocket.CONTINUATION -> {
                return leaveOnlyData(inData ? FrameCodec.DATA : NO_TYPE);
            }
            case BlockingWebSocket.CLOSE -> {
                socket.skip();
                return END;
            }
            default -> {
                return leaveOnlyData(NO_TYPE);
            }
        }
    }

    private int leaveOnlyData(int type) throws IOException {
        if (type != FrameCodec.DATA) {
            socket.skip();
        }
        return type;
    }

    private String rest() throws IOException {
        StringBuilder text = new StringBuilder();
        while (socket.left() > 0) {
            text.append((char) socket.oneByte());
        }
        return text.toString();
    }

    @Override
    public void close() {
        socket.close();
    }
}
