package io.netstacks.controller.web;

import io.netstacks.controller.startup.Startup;
import java.time.Duration;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers 503 until the start is complete, except where the answer is about the start itself. While draining, requests are served: sessions that end
 * later still need them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class NotReadyFilter implements WebFilter {

    /** What needs nothing that the start provides. */
    private static final Set<String> ALWAYS_SERVED =
            Set.of("/health", "/api/v1/health", "/api/v1/ready", "/api/tls/ca-certificate/info");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Startup startup;

    NotReadyFilter(Startup startup) {
        this.startup = startup;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (startup.phase() == Startup.Phase.STARTING
                && !ALWAYS_SERVED.contains(exchange.getRequest().getPath().value())) {
            return Mono.error(ApiException.unavailable(
                    "NOT_READY", "This instance is still starting. Try again in a moment.", RETRY_AFTER));
        }
        return chain.filter(exchange);
    }
}
