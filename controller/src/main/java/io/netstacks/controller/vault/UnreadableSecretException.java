package io.netstacks.controller.vault;

/** A stored secret that cannot be decrypted. The message says where it is kept, why and what to do, and holds nothing of the secret. */
public class UnreadableSecretException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why a secret does not open. */
    public enum Reason {
        /** It was changed, or moved from another row or column. */
        ALTERED,
        /** It was encrypted under a master key that this controller does not have. */
        KEY_LOST,
        /** It was written by a newer version, or is no ciphertext at all. */
        UNKNOWN_FORMAT
    }

    private final Reason reason;

    UnreadableSecretException(Reason reason, SecretPlace place) {
        super("cipher: message authentication failed: the secret at " + place + " "
                + switch (reason) {
                    case ALTERED -> "was altered in the database or moved there from another row. Enter it again.";
                    case KEY_LOST ->
                        "was encrypted with another VAULT_MASTER_KEY. Enter it again, or start with the"
                                + " key it was encrypted with.";
                    case UNKNOWN_FORMAT ->
                        "has a form that this version does not know. Start the version that wrote"
                                + " it, or enter it again.";
                });
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
