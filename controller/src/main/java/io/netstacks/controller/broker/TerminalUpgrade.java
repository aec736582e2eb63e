package io.netstacks.controller.broker;

import io.netty.channel.Channel;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.adapter.ReactorNettyWebSocketSession;
import org.springframework.web.reactive.socket.server.RequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Upgrades to WebSockets whose channel can be written to directly: one hop less and no queue of our own for every byte of a terminal. */
@Configuration(proxyBeanMethods = false)
class TerminalUpgrade {

    /** A frame of pasted text may be large; what is larger closes the socket with status 1009 (RFC 6455 §7.4.1). */
    static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    @Bean
    HandlerMapping terminalMapping(TerminalEndpoint endpoint) {
        return new SimpleUrlHandlerMapping(Map.of(TerminalEndpoint.PATH, endpoint), Ordered.HIGHEST_PRECEDENCE);
    }

    @Bean
    WebSocketHandlerAdapter webSocketHandlerAdapter() {
        return new WebSocketHandlerAdapter(new HandshakeWebSocketService(new ChannelUpgrade()));
    }

    /** The channel of a session that was upgraded here. */
    static Channel channel(WebSocketSession session) {
        return ((ChannelSession) session).channel();
    }

    private static final class ChannelUpgrade implements RequestUpgradeStrategy {

        @Override
        public Mono<Void> upgrade(
                ServerWebExchange exchange,
                WebSocketHandler handler,
                @org.jspecify.annotations.Nullable String subProtocol,
                Supplier<HandshakeInfo> handshakeInfo) {
            ServerHttpResponse response = exchange.getResponse();
            HttpServerResponse nettyResponse = ServerHttpResponseDecorator.getNativeResponse(response);
            HandshakeInfo info = handshakeInfo.get();
            WebsocketServerSpec spec = WebsocketServerSpec.builder()
                    .maxFramePayloadLength(MAX_MESSAGE_BYTES)
                    .build();
            return response.setComplete()
                    .then(Mono.defer(() -> nettyResponse.sendWebsocket(
                            (in, out) -> handler.handle(new ChannelSession(
                                    in, out, info, (NettyDataBufferFactory) response.bufferFactory())),
                            spec)));
        }
    }

    private static final class ChannelSession extends ReactorNettyWebSocketSession {

        private ChannelSession(
                WebsocketInbound in, WebsocketOutbound out, HandshakeInfo info, NettyDataBufferFactory buffers) {
            super(in, out, info, buffers, MAX_MESSAGE_BYTES);
        }

        private Channel channel() {
            Channel[] channel = new Channel[1];
            getDelegate().getInbound().withConnection(connection -> channel[0] = connection.channel());
            return channel[0];
        }
    }
}
