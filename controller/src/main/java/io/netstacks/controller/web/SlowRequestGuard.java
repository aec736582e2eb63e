package io.netstacks.controller.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/** Closes a connection whose first request's headers are not complete in time; an idle timeout alone is held off by one byte now and then. */
final class SlowRequestGuard extends ChannelInboundHandlerAdapter {

    private static final Duration FIRST_REQUEST = Duration.ofSeconds(60);

    private @Nullable Future<?> deadline;

    static void addTo(Channel channel) {
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel.pipeline().addAfter(NettyPipeline.HttpCodec, "netstacks.slowRequest", new SlowRequestGuard());
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> context.close(), FIRST_REQUEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
        }
    }
}
