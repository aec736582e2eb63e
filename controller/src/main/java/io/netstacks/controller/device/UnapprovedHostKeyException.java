package io.netstacks.controller.device;

/** A device showed another key than the expected one; whether to ask somebody is the connector's business. */
final class UnapprovedHostKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient HostKey presented;

    UnapprovedHostKeyException(HostKey presented) {
        super("unapproved host key " + presented.fingerprint(), null, false, false);
        this.presented = presented;
    }

    HostKey presented() {
        return presented;
    }
}
