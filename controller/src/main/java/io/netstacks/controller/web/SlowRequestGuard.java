package io.netstacks.controller.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Closes a connection whose first request's headers are not complete in time, an idle timeout alone is held off by one byte now and then, and one whose
 * request has a body that does not come. HttpServer's own request timeout does the latter, too, but goes on under a WebSocket whose handler was called before
 * the request's end was seen, and closes it (reactor-netty 1.3.8).
 */
final class SlowRequestGuard extends ChannelInboundHandlerAdapter {

    private final Duration firstRequest;
    private final Duration body;
    private @Nullable Future<?> deadline;

    private SlowRequestGuard(Duration firstRequest, Duration body) {
        this.firstRequest = firstRequest;
        this.body = body;
    }

    /**
     * @param firstRequest from the beginning of the connection to the end of the first request's headers
     * @param body from the end of a request's headers to the end of its body
     */
    static void addTo(Channel channel, Duration firstRequest, Duration body) {
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel.pipeline()
                    .addAfter(
                            NettyPipeline.HttpCodec, "netstacks.slowRequest", new SlowRequestGuard(firstRequest, body));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        closeAfter(firstRequest, context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case HttpRequest request
            when announcesBody(request) && !(message instanceof LastHttpContent) -> closeAfter(body, context);
            case HttpRequest request -> cancel();
            case LastHttpContent end -> cancel();
            case WebSocketFrame frame -> context.pipeline().remove(this);
            default -> {
                // A part of a body.
            }
        }
        context.fireChannelRead(message);
    }

    /** RFC 9112 section 6.3: without one of these a request has no body. */
    private static boolean announcesBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request) || HttpUtil.isContentLengthSet(request);
    }

    private void closeAfter(Duration limit, ChannelHandlerContext context) {
        cancel();
        deadline = context.executor().schedule(() -> context.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        Future<?> running = deadline;
        if (running != null) {
            running.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancel();
    }
}
