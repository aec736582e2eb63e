package io.netstacks.controller.tryout;

/** The trying-out mode cannot go on; the message says why and what to do, for a person, and is all that is shown. */
class TryOutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TryOutException(String message) {
        super(message);
    }
}
