package io.netstacks.controller.web;

import io.netstacks.controller.storage.DatabaseFault;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;

/** What a client is told about a failure; a pure function of the failure. Texts never quote the request: it may hold secrets. */
record ErrorAnswer(HttpStatus status, String code, String text, HttpHeaders headers) {

    private static final Duration DATABASE_RETRY_AFTER = Duration.ofSeconds(2);

    static ErrorAnswer of(Throwable error) {
        return switch (error) {
            case ApiException api -> of(api);
            case ContentTooLargeException _, DataBufferLimitException _ ->
                plain(HttpStatus.CONTENT_TOO_LARGE, "BODY_TOO_LARGE", "The request's body is too large.");
            case MethodNotAllowedException method -> notBuilt(method);
            case UnsupportedMediaTypeStatusException _ ->
                plain(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "UNSUPPORTED_MEDIA_TYPE",
                        "Send the body as JSON, with Content-Type: application/json.");
            case NotAcceptableStatusException _ ->
                plain(
                        HttpStatus.NOT_ACCEPTABLE,
                        "NOT_ACCEPTABLE",
                        "The answer is not available in any type that the Accept header names.");
            case ServerWebInputException input -> of(InvalidInput.explain(input));
            case ResponseStatusException other -> of(other.getStatusCode());
            default ->
                DatabaseFault.isUnavailable(error)
                        ? of(ApiException.unavailable(
                                "DATABASE_UNAVAILABLE",
                                "The database does not answer. Try again in a moment.",
                                DATABASE_RETRY_AFTER))
                        : internal();
        };
    }

    /** Whether the log should say more than the client is told. */
    boolean isOurFault() {
        return status.is5xxServerError();
    }

    private static ErrorAnswer of(ApiException api) {
        HttpHeaders headers = new HttpHeaders();
        Duration retryAfter = api.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        if (api.status() == HttpStatus.UNAUTHORIZED) {
            // RFC 9110 §15.5.2 asks for a challenge; browsers show no dialog of their own for this one.
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return new ErrorAnswer(api.status(), api.code(), api.text(), headers);
    }

    /** 404, not 405: for the terminal client an endpoint is its method and its path, and only a 404 tells it that one is not built (terminal contract §0 rule 3). */
    private static ErrorAnswer notBuilt(MethodNotAllowedException error) {
        String supported = error.getSupportedMethods().stream()
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return plain(
                HttpStatus.NOT_FOUND,
                "NOT_FOUND",
                "There is nothing at this path for this method. It takes: " + supported + ".");
    }

    private static ErrorAnswer of(HttpStatusCode code) {
        @Nullable HttpStatus status = HttpStatus.resolve(code.value());
        if (status == HttpStatus.NOT_FOUND) {
            return plain(status, "NOT_FOUND", "There is nothing at this path.");
        }
        if (status == null || status.is5xxServerError()) {
            return internal();
        }
        return plain(status, status.name(), status.getReasonPhrase() + ".");
    }

    private static ErrorAnswer internal() {
        return plain(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "INTERNAL",
                "Something went wrong here. The controller's log has the details under the request id.");
    }

    private static ErrorAnswer plain(HttpStatus status, String code, String text) {
        return new ErrorAnswer(status, code, text, HttpHeaders.EMPTY);
    }
}
