package io.netstacks.controller.vault;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All about a credential but its secrets.
 *
 * @param ownerId whose personal credential it is; null for a shared one
 * @param host a note of its owner about where it is meant to be used, as is {@code port}
 */
record Credential(
        UUID id,
        @Nullable UUID ownerId,
        String name,
        @Nullable String description,
        CredentialType type,
        String username,
        @Nullable String host,
        @Nullable Integer port,
        boolean hasEnableSecret,
        Instant createdAt,
        Instant updatedAt) {

    boolean isShared() {
        return ownerId == null;
    }
}
