package io.netstacks.controller.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * An answer other than success, as {@code {"error": message, "code": code}} with its status (design D6). The message is shown to people as it is: it
 * names the field, what was wrong and what to do, and holds no secret.
 */
public class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final String text;
    private final @Nullable Duration retryAfter;

    /** @param code an UPPER_SNAKE word that scripts can compare, stable over versions */
    public ApiException(HttpStatus status, String code, String message) {
        this(status, code, message, null);
    }

    private ApiException(HttpStatus status, String code, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.text = message;
        this.retryAfter = retryAfter;
    }

    /** A field of the request that cannot be accepted: 400. */
    public static ApiException invalid(String field, String problem) {
        return new ApiException(HttpStatus.BAD_REQUEST, "INVALID_REQUEST", field + " " + problem);
    }

    /** 401: not signed in, or no longer. */
    public static ApiException unauthorized(String code, String message) {
        return new ApiException(HttpStatus.UNAUTHORIZED, code, message);
    }

    /** 404 with the thing's name, for example {@code notFound("device")}. */
    public static ApiException notFound(String thing) {
        return new ApiException(HttpStatus.NOT_FOUND, "NOT_FOUND", "No such " + thing + ".");
    }

    /** 409: the request is fine but meets a state that it cannot change. */
    public static ApiException conflict(String code, String message) {
        return new ApiException(HttpStatus.CONFLICT, code, message);
    }

    /** 403: signed in, but not allowed. */
    public static ApiException forbidden(String message) {
        return new ApiException(HttpStatus.FORBIDDEN, "FORBIDDEN", message);
    }

    /** 503: nothing wrong with the request, the same one may succeed after {@code retryAfter}. */
    public static ApiException unavailable(String code, String message, Duration retryAfter) {
        return new ApiException(HttpStatus.SERVICE_UNAVAILABLE, code, message, retryAfter);
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** The message, which is never null here. */
    public String text() {
        return text;
    }

    /** When trying again makes sense, if it does. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
