package io.netstacks.controller.terminal;

/** A message that is no frame. Nothing of it was acted on; the connection may go on. */
public class MalformedFrameException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
