package io.netstacks.controller.vault;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The client's PersonalCredential shape (contract §2A), which administrators see shared credentials in, too. */
record OwnedCredentialAnswer(
        UUID id,
        String name,
        @Nullable String description,
        String credentialType,
        String username,
        @Nullable String host,
        @Nullable Integer port,
        boolean hasEnableSecret,
        Instant createdAt,
        Instant updatedAt) {

    static OwnedCredentialAnswer of(Credential credential) {
        return new OwnedCredentialAnswer(
                credential.id(),
                credential.name(),
                credential.description(),
                credential.type().word(),
                credential.username(),
                credential.host(),
                credential.port(),
                credential.hasEnableSecret(),
                credential.createdAt(),
                credential.updatedAt());
    }
}
