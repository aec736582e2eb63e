package io.netstacks.controller.startup;

/** The controller must not run like this. Its message says what is wrong and what to do, and is the last thing the log shows. */
public class StartRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartRefusedException(String message) {
        super(message);
    }

    public StartRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
