package io.netstacks.controller.device;

import io.netstacks.controller.device.DeviceConnectException.Reason;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Locale;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** Says in words for a person why an attempt failed, from where it was and what was thrown. */
final class ConnectFailure {

    /** How far an attempt has come. */
    enum Step {
        RESOLVING,
        CONNECTING,
        /** Connected; identification and key exchange. */
        KEY_EXCHANGE,
        LOGIN,
        SHELL
    }

    private ConnectFailure() {}

    static DeviceConnectException timeout(DeviceConnect to, Step step, long seconds) {
        String where =
                switch (step) {
                    case RESOLVING -> "its name was not resolved";
                    case CONNECTING -> "it did not answer";
                    case KEY_EXCHANGE -> "no SSH session came about";
                    case LOGIN -> "the login did not get through";
                    case SHELL -> "it did not start a shell";
                };
        return new DeviceConnectException(
                Reason.TIMEOUT,
                "Connecting to %s took too long: within %d s %s. Check that the device is up and reachable from the controller; SSH_CONNECT_TIMEOUT_SECS sets the limit."
                        .formatted(to.address(), seconds, where));
    }

    static DeviceConnectException noTurn(DeviceConnect to, Duration limit) {
        return new DeviceConnectException(
                Reason.NO_TURN,
                "Your other logins at %s took too long: they go one after the other, and after %d s it was not this one's turn. Try again once they are through."
                        .formatted(to.address(), limit.toSeconds()));
    }

    static DeviceConnectException unknownHost(DeviceConnect to) {
        return new DeviceConnectException(
                Reason.UNKNOWN_HOST,
                "The name %s is not known. Check the device's host, or the controller's DNS."
                        .formatted(SafeText.printable(to.host())));
    }

    static DeviceConnectException forbiddenAddress(DeviceConnect to) {
        return new DeviceConnectException(
                Reason.UNREACHABLE,
                "%s is not the address of a device. Check the device's host.".formatted(to.address()));
    }

    static DeviceConnectException unusableKey(DeviceConnect to) {
        return new DeviceConnectException(
                Reason.CREDENTIAL_UNUSABLE,
                "The private key for %s cannot be read. Store it again in OpenSSH or PEM form, without a passphrase."
                        .formatted(to.address()));
    }

    static DeviceConnectException emptyPassword(DeviceConnect to) {
        return new DeviceConnectException(
                Reason.CREDENTIAL_UNUSABLE,
                "The credential for %s has no password. Store one in it.".formatted(to.address()));
    }

    static DeviceConnectException shellRefused(DeviceConnect to, @Nullable Throwable cause) {
        String said = cause == null ? "" : ": " + SafeText.printable(String.valueOf(cause.getMessage()));
        return new DeviceConnectException(
                Reason.SHELL_REFUSED,
                "%s accepted the login but gives %s no shell%s. Check what the user may do on the device, and how many sessions it allows."
                        .formatted(to.address(), SafeText.printable(to.login().username()), said));
    }

    static DeviceConnectException notConnected(DeviceConnect to, Throwable thrown) {
        Throwable cause = ExceptionUtils.peelException(thrown);
        String text = SafeText.printable(String.valueOf(cause.getMessage()));
        if (cause instanceof ConnectException && text.toLowerCase(Locale.ROOT).contains("refused")) {
            return new DeviceConnectException(
                    Reason.REFUSED,
                    "%s refused the connection. Check that SSH is enabled on the device and that the port is right."
                            .formatted(to.address()));
        }
        return new DeviceConnectException(
                Reason.UNREACHABLE,
                "%s cannot be reached (%s). Check the device's host and the network between the controller and it."
                        .formatted(to.address(), text));
    }

    /** @param identified whether the other side has said that it speaks SSH */
    static DeviceConnectException notLoggedIn(DeviceConnect to, Throwable thrown, boolean identified) {
        Throwable cause = ExceptionUtils.peelException(thrown);
        String text = SafeText.printable(String.valueOf(cause.getMessage()));
        int code = cause instanceof SshException e ? e.getDisconnectCode() : 0;
        if (isRefusedLogin(code, text)) {
            return new DeviceConnectException(
                    Reason.LOGIN_FAILED,
                    "Authentication failed: %s did not accept the login of %s. Check the credential; it was not tried again."
                            .formatted(
                                    to.address(), SafeText.printable(to.login().username())));
        }
        if (text.startsWith("Unable to negotiate")) {
            return new DeviceConnectException(
                    Reason.NO_COMMON_ALGORITHM,
                    "%s and the controller have no SSH algorithm in common. %s. Enable a current one on the device."
                            .formatted(to.address(), text));
        }
        if (!identified
                && (code != 0 || cause instanceof StreamCorruptedException || !(cause instanceof IOException))) {
            return new DeviceConnectException(
                    Reason.PROTOCOL_ERROR,
                    "What answers at %s does not speak SSH 2. Check the port.".formatted(to.address()));
        }
        if (code != 0) {
            return new DeviceConnectException(
                    Reason.CLOSED_DURING_LOGIN,
                    "%s ended the connection during login: %s".formatted(to.address(), text));
        }
        return new DeviceConnectException(
                Reason.CLOSED_DURING_LOGIN,
                "%s closed the connection during login. Too many sessions may be open on it, or it does not accept the controller's address."
                        .formatted(to.address()));
    }

    /** No method left, or a device that ends the connection with words like "Too many authentication failures" instead. */
    private static boolean isRefusedLogin(int code, String text) {
        return code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || (code != 0 && text.toLowerCase(Locale.ROOT).contains("auth"));
    }
}
