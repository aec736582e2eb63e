package io.netstacks.controller.bench;

import io.netstacks.controller.terminal.FrameCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A terminal client on a blocking socket, lean, so that little of what is measured is its own: a WebSocket of RFC 6455 without extensions that answers
 * pings with their payload. Its masking key is zero, which that protocol allows and which makes masking free.
 */
final class WebShell implements Shell {

    private static final int BINARY = 0x2;
    private static final int CONTINUATION = 0x0;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    /** What was read from the socket and not looked at yet: from {@code next} to {@code end}. */
    private final byte[] input;

    private int next;
    private int end;
    /** Bytes of terminal output that the message under way still has. */
    private int dataLeft;
    /** Whether the message under way is terminal output: its continuations are, too. */
    private boolean inData;

    /** Upgrades the connection; the session is there once {@link #awaitSession} returns. */
    WebShell(Socket connected, String query, int bufferBytes) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = socket.getInputStream();
        input = new byte[bufferBytes];
        out.write(("GET /ws/ssh?" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort()
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException("The upgrade was refused: " + status);
        }
        while (!line().isEmpty()) {
            // The other headers say nothing of use.
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = oneByte(); b != '\n'; b = oneByte()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** Waits for the SessionInfo frame, the sign that the shell is there. */
    void awaitSession() throws IOException {
        while (nextMessage() != FrameCodec.SESSION_INFO) {
            // A Reconnect frame comes before it.
        }
    }

    @Override
    public void type(byte[] bytes) throws IOException {
        send(BINARY, FrameCodec.DATA, bytes);
    }

    /** The terminal protocol's own Ping, which the existing client sends every 30 s. */
    void sendPing() throws IOException {
        send(BINARY, FrameCodec.PING, new byte[0]);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        while (dataLeft == 0) {
            if (nextMessage() < 0) {
                return -1;
            }
        }
        if (next == end && !fill()) {
            return -1;
        }
        int length = Math.min(Math.min(buffer.length, dataLeft), end - next);
        System.arraycopy(input, next, buffer, 0, length);
        next += length;
        dataLeft -= length;
        return length;
    }

    /**
     * Reads the head of the next frame; the payload of terminal output is left to be read, other payloads are dealt with.
     *
     * @return the type of the terminal protocol, 0 for what has none, -1 at the end
     */
    private int nextMessage() throws IOException {
        skip(dataLeft);
        dataLeft = 0;
        int first = oneByte();
        long length = oneByte();
        if (length == 126) {
            length = (long) oneByte() << 8 | oneByte();
        } else if (length == 127) {
            length = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                length = length << 8 | oneByte();
            }
        }
        switch (first & 0x0F) {
            case PING -> {
                byte[] payload = new byte[(int) length];
                for (int i = 0; i < payload.length; i++) {
                    payload[i] = (byte) oneByte();
                }
                send(PONG, -1, payload);
                return 0;
            }
            case CONTINUATION -> {
                return take(length, inData ? FrameCodec.DATA : 0);
            }
            case BINARY -> {
                int type = oneByte();
                inData = type == FrameCodec.DATA;
                if (type == FrameCodec.ERROR) {
                    StringBuilder text = new StringBuilder();
                    for (long i = 1; i < length; i++) {
                        text.append((char) oneByte());
                    }
                    throw new IOException("The controller says: " + text);
                }
                return take(length - 1, type);
            }
            case CLOSE -> {
                return -1;
            }
            default -> {
                return take(length, 0);
            }
        }
    }

    private int take(long length, int type) throws IOException {
        if (type == FrameCodec.DATA) {
            dataLeft = (int) length;
        } else {
            skip((int) length);
        }
        return type;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            oneByte();
        }
    }

    private int oneByte() throws IOException {
        if (next == end && !fill()) {
            throw new IOException("The controller closed the connection");
        }
        return input[next++] & 0xFF;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(input));
        return end > 0;
    }

    /** @param type the terminal protocol's, -1 for none. The reader sends pongs while another thread types. */
    private synchronized void send(int opcode, int type, byte[] payload) throws IOException {
        int typeBytes = type < 0 ? 0 : 1;
        int length = payload.length + typeBytes;
        if (length > 125) {
            throw new IllegalArgumentException("Only short messages are sent here, not " + length + " bytes");
        }
        byte[] frame = new byte[2 + 4 + length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (MASKED | length);
        if (typeBytes == 1) {
            frame[6] = (byte) type;
        }
        System.arraycopy(payload, 0, frame, 6 + typeBytes, payload.length);
        out.write(frame);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone then.
        }
    }
}
