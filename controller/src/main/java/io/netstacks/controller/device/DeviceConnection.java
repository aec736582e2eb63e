package io.netstacks.controller.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection to a device. All of it happens on one loop; what is written from elsewhere is queued for it, so that packets go in the order in which they
 * were numbered and encrypted.
 */
final class DeviceConnection extends AbstractCloseable implements IoSession {

    private static final Logger log = LoggerFactory.getLogger(DeviceConnection.class);

    /** A device whose TCP window stays shut for this long is gone. */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

    /** Bytes: a read that brings so much is of a flood, not of somebody who types. */
    private static final int BULK = 4096;

    private static final Duration REST = Duration.ofMillis(1);

    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Channel channel;
    private final IoHandler handler;
    private final ConnectionOpener service;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Map<Object, Object> attributes = new HashMap<>(4);
    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isWritingQueued = new AtomicBoolean();
    /** Told that all packets of a read were handled. */
    private volatile @Nullable Runnable afterRead;

    // Touched only on the loop.
    private boolean isReading;
    /** Bytes of the read that is under way. */
    private int readNow;

    private volatile boolean isSuspended;
    private boolean isFlushDue;
    private boolean isWriteWatched;
    private int unwritten;
    private long written;

    DeviceConnection(Channel channel, IoHandler handler, ConnectionOpener service) {
        this.channel = channel;
        this.handler = handler;
        this.service = service;
        this.local = channel.localAddress();
        this.remote = channel.remoteAddress();
    }

    /** Tells MINA of the connection, which greets the device. Nothing is read yet. */
    void begin() throws Exception {
        channel.pipeline().addLast(new Inbound());
        ThreadUtils.runAsInternal(() -> {
            handler.sessionCreated(this);
            return null;
        });
    }

    /** Has {@code action} run after the packets of each read, before the next; on the connection's loop. */
    void afterEachRead(Runnable action) {
        afterRead = action;
    }

    /** @param buffer is not to be changed until the write is done */
    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        Write write = new Write(remote, buffer);
        if (isClosing()) {
            write.failed(new ClosedChannelException());
            return write;
        }
        writes.add(write);
        if (channel.eventLoop().inEventLoop()) {
            writeQueued();
        } else if (isWritingQueued.compareAndSet(false, true)) {
            onLoop(() -> {
                isWritingQueued.set(false);
                writeQueued();
            });
        }
        return write;
    }

    private void writeQueued() {
        for (Write write = writes.poll(); write != null; write = writes.poll()) {
            unwritten++;
            channel.write(write.bytes()).addListener(write);
            isFlushDue = true;
        }
        // What a read gives rise to goes in one packet, if it can.
        if (!isReading) {
            flush();
        }
    }

    /** Lets more come together before the next read: each wakes this process, the recorder and the client, and a device that floods would do nothing else. */
    private void rest() {
        channel.config().setAutoRead(false);
        channel.eventLoop()
                .schedule(() -> channel.config().setAutoRead(!isSuspended), REST.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void flush() {
        if (!isFlushDue) {
            return;
        }
        isFlushDue = false;
        channel.flush();
        watchWrites();
    }

    private void watchWrites() {
        if (unwritten == 0 || isWriteWatched) {
            return;
        }
        isWriteWatched = true;
        long before = written;
        channel.eventLoop()
                .schedule(
                        () -> {
                            isWriteWatched = false;
                            if (unwritten > 0 && written == before) {
                                failed(new SocketTimeoutException(
                                        "the device took no input for " + WRITE_TIMEOUT.toSeconds() + " seconds"));
                            } else {
                                watchWrites();
                            }
                        },
                        WRITE_TIMEOUT.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Not written because the process ends: nobody is there to be told. */
    private void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("The loop of {} has ended", this);
        }
    }

    private void failed(Throwable cause) {
        if (isClosing()) {
            return;
        }
        try {
            handler.exceptionCaught(this, cause);
        } catch (Exception e) {
            log.debug("{} failed, and its handler too", this, e);
        }
        close(true);
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        CloseFuture end = new DefaultCloseFuture(this, getFutureLock());
        onLoop(() -> {
            writeQueued();
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> end.setClosed());
        });
        return end;
    }

    @Override
    protected void doCloseImmediately() {
        channel.close();
        service.closed(this);
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            log.debug("{} closed, and its handler failed", this, e);
        }
        synchronized (attributes) {
            attributes.clear();
        }
        // Those that came in between find the channel closed.
        onLoop(this::writeQueued);
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    /** We called, nobody accepted. */
    @Override
    public @Nullable SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        synchronized (attributes) {
            return attributes.get(key);
        }
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        synchronized (attributes) {
            return attributes.put(key, value);
        }
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        synchronized (attributes) {
            return attributes.putIfAbsent(key, value);
        }
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        synchronized (attributes) {
            return attributes.remove(key);
        }
    }

    @Override
    public void shutdownOutputStream() {
        onLoop(() -> {
            writeQueued();
            ((SocketChannel) channel).shutdownOutput();
        });
    }

    @Override
    public void suspendRead() {
        isSuspended = true;
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeRead() {
        isSuspended = false;
        channel.config().setAutoRead(true);
    }

    @Override
    public String toString() {
        return "DeviceConnection[" + local + " to " + remote + "]";
    }

    /** A packet on its way. */
    private final class Write extends AbstractIoWriteFuture implements io.netty.channel.ChannelFutureListener {

        private final Buffer buffer;

        private Write(Object id, Buffer buffer) {
            super(id, null);
            this.buffer = buffer;
        }

        /** Netty copies it as it is written. */
        private ByteBuf bytes() {
            return Unpooled.wrappedBuffer(buffer.array(), buffer.rpos(), buffer.available());
        }

        @Override
        public void operationComplete(ChannelFuture done) {
            unwritten--;
            if (done.isSuccess()) {
                written++;
                setValue(Boolean.TRUE);
            } else {
                failed(done.cause());
                DeviceConnection.this.failed(done.cause());
            }
        }

        private void failed(Throwable cause) {
            setValue(cause);
        }
    }

    /** What the loop tells. MINA waits for nothing on a thread that is marked as one of its own. */
    private final class Inbound extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            isReading = true;
            readNow += bytes.readableBytes();
            try {
                if (!isClosing()) {
                    ThreadUtils.runAsInternal(() -> {
                        handler.messageReceived(DeviceConnection.this, new Received(bytes));
                        return null;
                    });
                }
            } catch (Exception e) {
                failed(e);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            isReading = false;
            Runnable action = afterRead;
            if (action != null) {
                action.run();
            }
            flush();
            if (readNow >= BULK) {
                rest();
            }
            readNow = 0;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            close(true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(cause);
        }
    }

    /** Netty's buffer as MINA takes it. */
    private record Received(ByteBuf bytes) implements Readable {

        @Override
        public int available() {
            return bytes.readableBytes();
        }

        @Override
        public void getRawBytes(byte[] into, int offset, int length) {
            bytes.readBytes(into, offset, length);
        }
    }
}
