package io.netstacks.controller.web;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.springframework.util.unit.DataSize;
import reactor.netty.http.server.HttpServer;

/** What a client may cost a listener. None of it touches a WebSocket once it is open: a terminal may be quiet for hours. */
final class HttpLimits {

    private static final DataSize REQUEST_LINE = DataSize.ofKilobytes(8);
    private static final DataSize HEADERS = DataSize.ofKilobytes(16);
    /** From the beginning of a connection to the end of the first request's headers. */
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(60);
    /** Between two requests on one connection, and before the first. */
    private static final Duration IDLE = Duration.ofSeconds(75);
    /** From the end of a request's headers to the end of its body. */
    private static final Duration REQUEST_BODY = Duration.ofMinutes(2);

    private HttpLimits() {}

    static HttpServer apply(HttpServer server) {
        return apply(server, FIRST_REQUEST, REQUEST_BODY);
    }

    static HttpServer apply(HttpServer server, Duration firstRequest, Duration requestBody) {
        return server.httpRequestDecoder(decoder -> decoder.maxInitialLineLength((int) REQUEST_LINE.toBytes())
                        .maxHeaderSize((int) HEADERS.toBytes()))
                .idleTimeout(IDLE)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .doOnChannelInit(
                        (observer, channel, remote) -> SlowRequestGuard.addTo(channel, firstRequest, requestBody));
    }
}
