package io.netstacks.controller.device;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2CompletionHandler;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection to a device whose read buffer fits what it reads: MINA keeps one buffer for a connection's whole life, which is either memory that thousands
 * of idle terminals never use, or many small reads under a flood.
 */
class DeviceConnection extends Nio2Session {

    static final class Factory extends Nio2ServiceFactory {

        Factory(FactoryManager manager, CloseableExecutorService events, CloseableExecutorService connects) {
            super(manager, events, connects);
        }

        @Override
        public Nio2Session createSession(
                Nio2Service service,
                IoHandler handler,
                AsynchronousSocketChannel socket,
                @Nullable SocketAddress acceptedAt)
                throws IOException {
            return new DeviceConnection(service, getFactoryManager(), handler, socket);
        }
    }

    /** Bytes of the buffer that an idle terminal keeps; a screenful of typing fits. */
    static final int IDLE_BUFFER = 1024;
    /** Bytes of the buffer under a flood; what a device may send at once ({@link ReceiveWindow}) is more. */
    static final int FLOOD_BUFFER = 64 * 1024;

    private int lastRead;
    /** Told that all packets of a read were handled. */
    private volatile @Nullable Runnable afterRead;

    DeviceConnection(
            Nio2Service service, PropertyResolver settings, IoHandler handler, AsynchronousSocketChannel socket)
            throws IOException {
        super(service, settings, handler, socket, null);
    }

    /** The size of the next buffer in bytes: large after a full one, small again after a read that a small one had held. */
    static int nextBuffer(int capacity, int lastRead) {
        if (lastRead == capacity) {
            return FLOOD_BUFFER;
        }
        return lastRead < IDLE_BUFFER ? IDLE_BUFFER : capacity;
    }

    @Override
    protected void handleReadCycleCompletion(
            ByteBuffer buffer,
            Readable reader,
            Nio2CompletionHandler<Integer, Object> completion,
            Integer result,
            Object attachment) {
        lastRead = result;
        super.handleReadCycleCompletion(buffer, reader, completion, result, attachment);
    }

    /** Has {@code action} run after the packets of each read, before the next. */
    void afterEachRead(Runnable action) {
        afterRead = action;
    }

    @Override
    protected void doReadCycle(ByteBuffer buffer, Nio2CompletionHandler<Integer, Object> completion) {
        Runnable action = afterRead;
        if (action != null) {
            action.run();
        }
        int size = nextBuffer(buffer.capacity(), lastRead);
        if (size == buffer.capacity()) {
            super.doReadCycle(buffer, completion);
            return;
        }
        // The handler belongs to its buffer: another buffer needs another handler.
        ByteBuffer next = ByteBuffer.allocate(size);
        super.doReadCycle(next, createReadCycleCompletionHandler(next, Readable.readable(next)));
    }
}
