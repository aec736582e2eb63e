package io.netstacks.controller.broker;

import io.netstacks.controller.web.AllowedOrigins;
import io.netstacks.controller.web.ApiException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Refuses WebSockets that a foreign page opens in somebody's browser (RFC 6455 §10.2). */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class OriginGuard implements WebFilter {

    private final AllowedOrigins origins;

    OriginGuard(AllowedOrigins origins) {
        this.origins = origins;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        boolean isSocket = exchange.getRequest().getPath().value().startsWith("/ws/");
        if (isSocket && !origins.allows(headers.getOrigin(), headers.getFirst(HttpHeaders.HOST))) {
            return Mono.error(ApiException.forbidden(
                    "This page's origin may not open terminals: add it to ALLOWED_ORIGINS if it should."));
        }
        return chain.filter(exchange);
    }
}
