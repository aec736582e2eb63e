package io.netstacks.controller.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket of RFC 6455 on a blocking socket, lean, so that little of what is measured is its own: without extensions, frame by frame; it answers pings
 * with their payload. Its masking key is zero, which that protocol allows and which makes masking free. One thread reads, any may send.
 */
final class BlockingWebSocket implements AutoCloseable {

    static final int CONTINUATION = 0x0;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
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
    /** Bytes that the payload of the frame under way still has. */
    private int left;

    /** Upgrades the connection. */
    BlockingWebSocket(Socket connected, String target, int bufferBytes) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = socket.getInputStream();
        input = new byte[bufferBytes];
        out.write(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort()
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
        for (int b = fromSocket(); b != '\n'; b = fromSocket()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** Reads the head of the next frame and returns its opcode; nothing is left of a ping, which is answered, nor of the frame before. */
    int nextFrame() throws IOException {
        skip();
        int opcode = fromSocket() & 0x0F;
        long length = fromSocket();
        if (length == 126) {
            length = (long) fromSocket() << 8 | fromSocket();
        } else if (length == 127) {
            length = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                length = length << 8 | fromSocket();
            }
        }
        left = Math.toIntExact(length);
        if (opcode == PING) {
            byte[] payload = new byte[left];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) oneByte();
            }
            send(PONG, payload);
        }
        return opcode;
    }

    /** How many bytes of the frame's payload were not read yet. */
    int left() {
        return left;
    }

    /** The next byte of the payload. */
    int oneByte() throws IOException {
        left--;
        return fromSocket();
    }

    /** Some of the payload; -1 when the connection ended. */
    int read(byte[] buffer) throws IOException {
        if (next == end && !fill()) {
            return -1;
        }
        int length = Math.min(Math.min(buffer.length, left), end - next);
        System.arraycopy(input, next, buffer, 0, length);
        next += length;
        left -= length;
        return length;
    }

    /** Forgets what is left of the payload. */
    void skip() throws IOException {
        while (left > 0) {
            oneByte();
        }
    }

    private int fromSocket() throws IOException {
        if (next == end && !fill()) {
            throw new IOException("The connection was closed");
        }
        return input[next++] & 0xFF;
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(input));
        return end > 0;
    }

    /** The reader sends pongs while another thread types. */
    synchronized void send(int opcode, byte... payload) throws IOException {
        if (payload.length > 125) {
            throw new IllegalArgumentException("Only short messages are sent here, not " + payload.length + " bytes");
        }
        byte[] frame = new byte[2 + 4 + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (MASKED | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
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
