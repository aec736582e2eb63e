package io.netstacks.controller.vault;

import java.util.UUID;

/**
 * A credential with its secret in clear, for one login to one device. Never logged, never kept longer than the login.
 *
 * @param secret the password, or the private key as text
 */
public record UsableCredential(UUID id, String name, CredentialType type, String username, String secret) {

    @Override
    public String toString() {
        return "UsableCredential[id=" + id + ", type=" + type + "]";
    }
}
