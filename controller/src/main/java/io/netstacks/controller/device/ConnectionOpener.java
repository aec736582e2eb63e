package io.netstacks.controller.device;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.future.CancelFuture;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Opens {@link DeviceConnection}s. No thread waits for one; one that nobody wants any more is closed, whatever it has come to. */
final class ConnectionOpener extends AbstractCloseable implements IoConnector {

    /** The loop that a connection is to live on; without it, any. */
    static final AttributeRepository.AttributeKey<EventLoop> LOOP = new AttributeRepository.AttributeKey<>();

    /** Bytes of a read buffer, which is held for one read only: a key's echo at least, and what a device may send at once. */
    private static final int LEAST_READ = 1024;

    private static final int MOST_READ = 64 * 1024;
    /** Reads of one device before the others of its loop have their turn. */
    private static final int READS_IN_A_ROW = 4;

    private static final ChannelHandler NOTHING_YET = new Placeholder();

    private final IoHandler handler;
    private final LoopResources loops;
    private final Map<Long, IoSession> open = new ConcurrentHashMap<>();
    private volatile @Nullable IoServiceEventListener listener;

    ConnectionOpener(IoHandler handler, LoopResources loops) {
        this.handler = handler;
        this.loops = loops;
    }

    /** @param address resolved: names would be looked up on the loop */
    @Override
    public IoConnectFuture connect(
            SocketAddress address, @Nullable AttributeRepository context, @Nullable SocketAddress from) {
        IoConnectFuture future = new DefaultIoConnectFuture(address, null);
        if (isClosing()) {
            future.setException(new ClosedChannelException());
            return future;
        }
        EventLoopGroup all = loops.onServer(LoopResources.DEFAULT_NATIVE);
        EventLoop near = context == null ? null : context.getAttribute(LOOP);
        ChannelFuture connecting = new Bootstrap()
                .group(near != null ? near : all.next())
                .channel(loops.onChannelClass(SocketChannel.class, all))
                .option(ChannelOption.TCP_NODELAY, true)
                // The kernel's own, after hours of silence, as OpenSSH has it: a device that vanished does not leave a
                // session for ever.
                .option(ChannelOption.SO_KEEPALIVE, true)
                // The attempt has the clock (ConnectAttempt).
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.AUTO_READ, false)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ, LEAST_READ, MOST_READ)
                                .maxMessagesPerRead(READS_IN_A_ROW))
                .handler(NOTHING_YET)
                .connect(address, from);
        future.addListener(decided -> {
            if (decided.isCanceled()) {
                connecting.channel().close();
                CancelFuture cancellation = decided.getCancellation();
                if (cancellation != null) {
                    cancellation.setCanceled();
                }
            }
        });
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                begin(connecting.channel(), context, future);
            } else {
                future.setException(done.cause());
            }
        });
        return future;
    }

    /** On the connection's loop. */
    private void begin(Channel channel, @Nullable AttributeRepository context, IoConnectFuture future) {
        DeviceConnection connection = new DeviceConnection(channel, handler, this);
        if (context != null) {
            connection.setAttribute(AttributeRepository.class, context);
        }
        open.put(connection.getId(), connection);
        try {
            connection.begin();
        } catch (Exception e) {
            future.setException(e);
            connection.close(true);
            return;
        }
        future.setSession(connection);
        if (future.getSession() != connection || isClosing()) {
            connection.close(true);
            return;
        }
        channel.config().setAutoRead(true);
    }

    void closed(DeviceConnection connection) {
        open.remove(connection.getId());
    }

    @Override
    protected void preClose() {
        open.values().forEach(connection -> connection.close(true));
        super.preClose();
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return Map.copyOf(open);
    }

    @Override
    public @Nullable IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(@Nullable IoServiceEventListener listener) {
        this.listener = listener;
    }

    /** Netty wants a handler before there is a connection. */
    @ChannelHandler.Sharable
    private static final class Placeholder extends ChannelInboundHandlerAdapter {}
}
