package io.netstacks.controller.vault;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The client's Credential shape (contract §2A). */
record CredentialAnswer(
        UUID id,
        String name,
        @Nullable String description,
        String credentialType,
        String username,
        @Nullable String host,
        @Nullable Integer port,
        String vaultType) {

    static CredentialAnswer of(Credential credential) {
        return new CredentialAnswer(
                credential.id(),
                credential.name(),
                credential.description(),
                credential.type().word(),
                credential.username(),
                credential.host(),
                credential.port(),
                credential.isShared() ? "shared" : "personal");
    }
}
