package io.netstacks.controller.web;

import java.time.Duration;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets pages of the {@link AllowedOrigins} call us from a browser (terminal contract §0 rule 10) and refuses all others. It stands before everything
 * else, so that errors can be read across origins too: the client shows their text. No cookies are involved, so credentials stay off.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class CrossOriginFilter implements WebFilter {

    private static final Duration PREFLIGHT_VALID = Duration.ofHours(1);
    private static final CorsConfiguration NOBODY = new CorsConfiguration();
    private static final CorsConfiguration THIS_PAGE = new CorsConfiguration();

    static {
        THIS_PAGE.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));
        THIS_PAGE.setAllowedMethods(List.of(
                HttpMethod.GET.name(),
                HttpMethod.HEAD.name(),
                HttpMethod.POST.name(),
                HttpMethod.PUT.name(),
                HttpMethod.DELETE.name()));
        THIS_PAGE.setAllowedHeaders(List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, HttpHeaders.ACCEPT));
        THIS_PAGE.setExposedHeaders(List.of(HttpHeaders.CONTENT_DISPOSITION, HttpHeaders.RETRY_AFTER));
        THIS_PAGE.setMaxAge(PREFLIGHT_VALID);
    }

    private final AllowedOrigins origins;
    private final DefaultCorsProcessor processor = new DefaultCorsProcessor() {
        @Override
        protected void rejectRequest(ServerHttpResponse response) {
            // The refusal is written as JSON below.
        }
    };

    CrossOriginFilter(AllowedOrigins origins) {
        this.origins = origins;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        boolean allowed = origins.allows(headers.getOrigin(), headers.getFirst(HttpHeaders.HOST));
        if (!processor.process(allowed ? THIS_PAGE : NOBODY, exchange)) {
            return Mono.error(
                    new ApiException(
                            HttpStatus.FORBIDDEN,
                            "ORIGIN_NOT_ALLOWED",
                            "Pages of this origin may not send this request. An administrator can add the origin to ALLOWED_ORIGINS."));
        }
        return CorsUtils.isPreFlightRequest(exchange.getRequest())
                ? exchange.getResponse().setComplete()
                : chain.filter(exchange);
    }
}
