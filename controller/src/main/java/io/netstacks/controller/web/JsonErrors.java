package io.netstacks.controller.web;

import io.netstacks.controller.storage.DatabaseFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes every failure, whichever filter or handler it comes from, as {@code {"error": text, "code": CODE}} (design D6). What the client must not see is
 * logged under the request's id.
 */
@Component
@Order(-2) // Before Spring's own handlers, which write bodies of another form.
class JsonErrors implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(JsonErrors.class);

    /** While the database is away every request fails alike: one line per interval says enough. */
    private static final Duration DATABASE_LOG_INTERVAL = Duration.ofSeconds(10);

    private final JsonMapper json;
    private final AtomicLong databaseLoggedNanos = new AtomicLong(System.nanoTime() - DATABASE_LOG_INTERVAL.toNanos());

    JsonErrors(JsonMapper json) {
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        boolean databaseAway = DatabaseFault.isUnavailable(error);
        if (response.isCommitted()) {
            // Too late to say anything: the connection is closed.
            return Mono.error(error);
        }
        if (!databaseAway && DisconnectedClientHelper.isClientDisconnectedException(error)) {
            log.debug("Request {}: the client left", exchange.getRequest().getId(), error);
            // Nobody reads it, but Spring 7.0.8 (HttpWebHandlerAdapter) would make an error that is passed on a 500 and
            // log it as one.
            response.setStatusCode(HttpStatus.BAD_REQUEST);
            return Mono.empty();
        }
        ErrorAnswer answer = ErrorAnswer.of(error);
        if (databaseAway) {
            logDatabaseAway(error);
        } else if (answer.isOurFault() && !(error instanceof ApiException)) {
            // The path only: queries carry tokens. The trace holds the query too, and the log's layout scrubs it.
            log.error(
                    "Request {}: {} {} failed",
                    exchange.getRequest().getId(),
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath().value(),
                    error);
        }
        return write(exchange, answer);
    }

    private Mono<Void> write(ServerWebExchange exchange, ErrorAnswer answer) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", answer.text());
        body.put("code", answer.code());
        if (answer.isOurFault()) {
            body.put("request_id", exchange.getRequest().getId());
        }
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(answer.status());
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        headers.remove(HttpHeaders.CONTENT_DISPOSITION);
        headers.putAll(answer.headers());
        headers.setContentType(MediaType.APPLICATION_JSON);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(json.writeValueAsBytes(body))));
    }

    private void logDatabaseAway(Throwable error) {
        long now = System.nanoTime();
        long last = databaseLoggedNanos.get();
        if (now - last >= DATABASE_LOG_INTERVAL.toNanos() && databaseLoggedNanos.compareAndSet(last, now)) {
            log.warn("The database does not answer; requests that need it get 503: {}", error.toString());
        }
        log.debug("Database failure", error);
    }
}
