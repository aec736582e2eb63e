package io.netstacks.controller.device;

/** The user, or everybody together, has as many open prompts as are allowed. */
final class TooManyPromptsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyPromptsException() {
        super("too many open host key prompts", null, false, false);
    }
}
