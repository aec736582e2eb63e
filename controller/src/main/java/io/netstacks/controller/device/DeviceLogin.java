package io.netstacks.controller.device;

/** What a device is shown to prove who logs in. No {@code toString} shows a secret. */
public sealed interface DeviceLogin {

    String username();

    /** Also answers a keyboard-interactive login that asks exactly one hidden question, where the device offers no password login. */
    record PasswordLogin(String username, String password) implements DeviceLogin {

        @Override
        public String toString() {
            return "PasswordLogin[username=" + username + "]";
        }
    }

    /** @param privateKey the private key as text, in OpenSSH, PKCS#8 or PEM form, without a passphrase */
    record KeyLogin(String username, String privateKey) implements DeviceLogin {

        @Override
        public String toString() {
            return "KeyLogin[username=" + username + "]";
        }
    }
}
