package io.netstacks.controller.vault;

import io.netstacks.controller.inventory.HostName;
import io.netstacks.controller.vault.SecretChange.Keep;
import io.netstacks.controller.vault.SecretChange.Remove;
import io.netstacks.controller.vault.SecretChange.Replace;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about a credential. A field that is absent keeps its value, null and blank clear it; but a blank secret also keeps what is stored,
 * for forms show an empty field where they do not know the secret.
 *
 * @param credential as it will be
 */
record CredentialForm(Credential credential, SecretChange secret, SecretChange enableSecret) {

    private static final int MAX_NAME = 255;
    private static final int MAX_DESCRIPTION = 4096;
    private static final int MAX_PASSWORD = 1024;
    /** An RSA key of 16384 bits takes 12 KiB. */
    private static final int MAX_KEY = 16 * 1024;

    private static final int MAX_PORT = 65535;

    static CredentialForm create(JsonBody body, UUID id, @Nullable UUID ownerId, Instant now) {
        CredentialType type = CredentialType.require("credential_type", body.requiredLine("credential_type", MAX_NAME));
        SecretChange secret = secret(body, type);
        if (!(secret instanceof Replace)) {
            throw ApiException.invalid("secret", "is missing.");
        }
        SecretChange enableSecret = enableSecret(body);
        Credential credential = new Credential(
                id,
                ownerId,
                body.requiredLine("name", MAX_NAME),
                body.lines("description", MAX_DESCRIPTION),
                type,
                body.requiredLine("username", MAX_NAME),
                host(body),
                body.integer("port", 1, MAX_PORT),
                enableSecret instanceof Replace,
                now,
                now);
        return new CredentialForm(credential, secret, enableSecret);
    }

    static CredentialForm change(JsonBody body, Credential old, Instant now) {
        CredentialType type = body.has("credential_type")
                ? CredentialType.require("credential_type", body.requiredLine("credential_type", MAX_NAME))
                : old.type();
        SecretChange secret = secret(body, type);
        if (type != old.type() && !(secret instanceof Replace)) {
            throw ApiException.invalid("secret", "is missing: another credential_type needs another secret.");
        }
        SecretChange enableSecret = enableSecret(body);
        Credential credential = new Credential(
                old.id(),
                old.ownerId(),
                body.has("name") ? body.requiredLine("name", MAX_NAME) : old.name(),
                body.has("description") ? body.lines("description", MAX_DESCRIPTION) : old.description(),
                type,
                body.has("username") ? body.requiredLine("username", MAX_NAME) : old.username(),
                body.has("host") ? host(body) : old.host(),
                body.has("port") ? body.integer("port", 1, MAX_PORT) : old.port(),
                switch (enableSecret) {
                    case Keep _ -> old.hasEnableSecret();
                    case Remove _ -> false;
                    case Replace _ -> true;
                },
                old.createdAt(),
                now);
        return new CredentialForm(credential, secret, enableSecret);
    }

    private static SecretChange secret(JsonBody body, CredentialType type) {
        String secret = body.string("secret");
        if (secret == null || secret.isEmpty()) {
            return new Keep();
        }
        return switch (type) {
            case SSH_PASSWORD -> new Replace(password("secret", secret));
            case SSH_KEY -> {
                if (secret.length() > MAX_KEY) {
                    throw ApiException.invalid("secret", "is too long: at most " + MAX_KEY + " characters.");
                }
                yield new Replace(secret);
            }
        };
    }

    private static SecretChange enableSecret(JsonBody body) {
        String secret = body.string("enable_secret");
        if (secret == null) {
            return body.has("enable_secret") ? new Remove() : new Keep();
        }
        return secret.isEmpty() ? new Keep() : new Replace(password("enable_secret", secret));
    }

    /** Blanks are part of a password; control characters cannot be typed into one. */
    private static String password(String field, String password) {
        if (password.length() > MAX_PASSWORD) {
            throw ApiException.invalid(field, "is too long: at most " + MAX_PASSWORD + " characters.");
        }
        if (password.codePoints().anyMatch(Character::isISOControl)) {
            throw ApiException.invalid(field, "must not hold control characters.");
        }
        return password;
    }

    private static @Nullable String host(JsonBody body) {
        String host = body.line("host", HostName.MAX_LENGTH);
        return host == null ? null : HostName.require("host", host);
    }
}
