package io.netstacks.controller.broker;

/** A terminal that is not opened; the message is shown to the person as it is. */
class TerminalRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TerminalRefusedException(String message) {
        super(message, null, false, false);
    }
}
