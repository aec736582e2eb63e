package io.netstacks.controller.device;

/**
 * Why a shell on a device could not be opened. The message is for a person: it names the device, says what to do, holds no secret and no control
 * character; the letters "auth" are in it when, and only when, the device refused the login (terminal contract, rule 8).
 */
public class DeviceConnectException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Everything that can go wrong. */
    public enum Reason {
        /** Nothing listens on the port. */
        REFUSED,
        /** No route, or the address must not be connected to. */
        UNREACHABLE,
        UNKNOWN_HOST,
        /** {@code SSH_CONNECT_TIMEOUT_SECS} is over. */
        TIMEOUT,
        LOGIN_FAILED,
        /** The same user's other logins at the device did not get through in time. */
        NO_TURN,
        /** The private key cannot be read, or the password is empty. */
        CREDENTIAL_UNUSABLE,
        /** A person rejected the host key, or nobody answered in time. */
        HOST_KEY_REJECTED,
        /** The device shows another host key than the known one. */
        HOST_KEY_CHANGED,
        /** Too many host keys wait for an answer. */
        TOO_MANY_PROMPTS,
        /** The known host keys cannot be read or written at this moment. */
        HOST_KEYS_UNAVAILABLE,
        CLOSED_DURING_LOGIN,
        NO_COMMON_ALGORITHM,
        /** What answers does not speak SSH 2, or breaks its rules. */
        PROTOCOL_ERROR,
        SHELL_REFUSED
    }

    private final Reason reason;

    public DeviceConnectException(Reason reason, String message) {
        super(reason == Reason.LOGIN_FAILED ? message : SafeText.withoutAuth(message), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
