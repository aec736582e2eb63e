package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.terminal.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultEventLoopGroup;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.util.ReferenceCounted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientSocketTest {

    private static final int PIECE_BYTES = 64 * 1024;
    private static final int MOST_OUTPUT = 512 * 1024;

    private final List<ReferenceCounted> sent = new ArrayList<>();

    @Test
    void aSocketWhoseClientReadsNothingIsDroppedOnceMoreWaitsThanItsOutputAndAMebibyteOfAnswers() {
        EmbeddedChannel channel = new UnreadChannel();
        ClientSocket socket = new ClientSocket(channel, MOST_OUTPUT);
        // One frame over the bound, and the queue counts as full from Netty's low mark on only.
        long bound = MOST_OUTPUT + 1024 * 1024;
        long most = bound + WriteBufferWaterMark.DEFAULT.low() + 2 * PIECE_BYTES;
        long queued = 0;
        while (channel.isOpen()) {
            assertThat(queued).as("bytes waiting").isLessThan(most);
            socket.send(new Frame.Data(new byte[PIECE_BYTES]));
            queued += PIECE_BYTES;
        }
        assertThat(queued).as("bytes before the drop").isGreaterThan(bound);
        assertThat(sent).as("what waited").allSatisfy(frame -> assertThat(frame.refCnt())
                .isZero());
    }

    @Test
    void itsOutputMayWaitForASlowClient() {
        EmbeddedChannel channel = new UnreadChannel();
        ClientSocket socket = new ClientSocket(channel, MOST_OUTPUT);
        for (int queued = 0; queued < MOST_OUTPUT; queued += PIECE_BYTES) {
            socket.send(new Frame.Data(new byte[PIECE_BYTES]));
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(sent).as("what waits").allSatisfy(frame -> assertThat(frame.refCnt())
                .isOne());
        channel.close();
    }

    @Test
    void aClientThatReadsMayBeSentAnyAmount() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ClientSocket socket = new ClientSocket(channel, MOST_OUTPUT);
        for (int i = 0; i < 200; i++) {
            socket.send(new Frame.Data(new byte[PIECE_BYTES]));
            channel.releaseOutbound();
        }
        assertThat(channel.isOpen()).isTrue();
        channel.close();
    }

    @Test
    void whatItsLoopWritesDoesNotOvertakeWhatAnotherThreadWroteBefore() throws Exception {
        EventLoopGroup loops = new DefaultEventLoopGroup(1);
        try {
            Channel channel = new LocalChannel();
            List<Byte> written = new CopyOnWriteArrayList<>();
            channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                    ByteBuf content = ((BinaryWebSocketFrame) message).content();
                    written.add(content.getByte(1));
                    content.release();
                    promise.trySuccess();
                }
            });
            loops.register(channel).sync();
            ClientSocket socket = new ClientSocket(channel, MOST_OUTPUT);
            CountDownLatch firstIsSent = new CountDownLatch(1);
            Future<?> second = loops.submit(() -> {
                firstIsSent.await();
                socket.send(new Frame.Data(new byte[] {2}));
                return null;
            });
            socket.send(new Frame.Data(new byte[] {1}));
            firstIsSent.countDown();
            second.get(20, TimeUnit.SECONDS);
            socket.send(new Frame.Data(new byte[] {3}));
            loops.submit(() -> {}).get(20, TimeUnit.SECONDS);
            assertThat(written).containsExactly((byte) 1, (byte) 2, (byte) 3);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** A connection whose other side reads nothing: what is flushed stays in the queue. */
    private final class UnreadChannel extends EmbeddedChannel {

        private UnreadChannel() {
            pipeline().addLast(new ChannelOutboundHandlerAdapter() {
                @Override
                public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                        throws Exception {
                    sent.add((ReferenceCounted) message);
                    super.write(context, message, promise);
                }
            });
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {}
    }
}
