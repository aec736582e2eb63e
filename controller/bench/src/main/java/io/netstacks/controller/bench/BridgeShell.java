package io.netstacks.controller.bench;

import java.io.IOException;
import java.net.Socket;

/** A terminal of the bridge: binary messages, each way just the terminal's bytes. */
final class BridgeShell implements Shell {

    private final BlockingWebSocket socket;

    BridgeShell(Socket connected, int bufferBytes) throws IOException {
        socket = new BlockingWebSocket(connected, "/", bufferBytes);
    }

    @Override
    public void type(byte[] bytes) throws IOException {
        socket.send(BlockingWebSocket.BINARY, bytes);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        while (socket.left() == 0) {
            if (socket.nextFrame() == BlockingWebSocket.CLOSE) {
                throw new IOException("The bridge closed the connection");
            }
        }
        return socket.read(buffer);
    }

    @Override
    public void close() {
        socket.close();
    }
}
