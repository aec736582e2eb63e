package io.netstacks.controller.web;

import org.springframework.http.HttpStatus;

/**
 * An answer other than success, as {@code {"error": message, "code": code}} with its status (design D6). The message is shown to people as it is: it
 * names the field, what was wrong and what to do, and holds no secret.
 */
public class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    /** @param code an UPPER_SNAKE word that scripts can compare, stable over versions */
    public ApiException(HttpStatus status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** A field of the request that cannot be accepted: 400. */
    public static ApiException invalid(String field, String problem) {
        return new ApiException(HttpStatus.BAD_REQUEST, "INVALID_REQUEST", field + " " + problem);
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

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }
}
