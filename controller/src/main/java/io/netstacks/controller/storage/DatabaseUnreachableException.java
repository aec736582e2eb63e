package io.netstacks.controller.storage;

/** PostgreSQL does not answer at this moment; trying again later may help. */
public class DatabaseUnreachableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseUnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
