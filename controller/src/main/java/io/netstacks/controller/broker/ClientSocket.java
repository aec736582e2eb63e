package io.netstacks.controller.broker;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.terminal.FrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/**
 * The WebSocket to one client. May be written to from any thread, and keeps the order in which it was; what waits in it is bounded by the session, which lets only a window of unacknowledged
 * output out.
 */
final class ClientSocket {

    /** Bytes beside a terminal's output: what we answer to. */
    private static final int MOST_ANSWERS = 1024 * 1024;

    private final Channel channel;
    private final long mostQueuedBytes;
    /** Frames from other threads, for the loop. */
    private final Queue<WebSocketFrame> handedOver = new ConcurrentLinkedQueue<>();

    private volatile long lastHeardNanos = System.nanoTime();

    /** @param mostOutput bytes of output that may wait in it; who lets more pile up makes us answer and does not read */
    ClientSocket(Channel channel, long mostOutput) {
        this.channel = channel;
        this.mostQueuedBytes = mostOutput + MOST_ANSWERS;
    }

    /** Where it is read and written. */
    EventLoop loop() {
        return channel.eventLoop();
    }

    void send(Frame frame) {
        if (channel.bytesBeforeWritable() > mostQueuedBytes) {
            drop();
            return;
        }
        byte[] payload = FrameCodec.payload(frame);
        ByteBuf message = channel.alloc().buffer(1 + payload.length);
        message.writeByte(FrameCodec.type(frame)).writeBytes(payload);
        write(new BinaryWebSocketFrame(message));
    }

    /** An RFC 6455 ping with an offset, which its pong brings back. */
    void ping(long offset) {
        write(new PingWebSocketFrame(channel.alloc().buffer(Long.BYTES).writeLong(offset)));
    }

    /** Something came from the client: it lives. */
    void heard() {
        lastHeardNanos = System.nanoTime();
    }

    long silentNanos(long nowNanos) {
        return nowNanos - lastHeardNanos;
    }

    void close(WebSocketCloseStatus status, String reason) {
        write(new CloseWebSocketFrame(status, reason));
    }

    /** What the loop writes itself must not overtake what another thread has handed to it before. */
    private void write(WebSocketFrame frame) {
        if (loop().inEventLoop()) {
            writeHandedOver();
            writeNow(frame);
            return;
        }
        handedOver.add(frame);
        try {
            loop().execute(this::writeHandedOver);
        } catch (RejectedExecutionException e) {
            // The process ends: nobody is there to write it.
            for (WebSocketFrame left = handedOver.poll(); left != null; left = handedOver.poll()) {
                left.release();
            }
        }
    }

    private void writeHandedOver() {
        for (WebSocketFrame frame = handedOver.poll(); frame != null; frame = handedOver.poll()) {
            writeNow(frame);
        }
    }

    private void writeNow(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.writeAndFlush(frame, channel.voidPromise());
        }
    }

    /** Without a closing handshake: the client is not there to answer. */
    void drop() {
        channel.close();
    }
}
