package io.netstacks.controller.vault;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The key that everything secret in the database depends on. */
@ConfigurationProperties("vault")
record VaultSettings(
        @Setting(
                description = "Encrypts every secret in the database. The same on all instances; back it up apart from"
                        + " the database: without it the secrets are lost.",
                form = MASTER_KEY_FORM,
                example = MASTER_KEY_EXAMPLE)
        @Nullable
        String masterKey,

        @Setting(
                description = "Starts although the database was encrypted with another master key that is lost: every"
                        + " stored secret stays unreadable and must be entered again.",
                form = "true or false",
                example = "false")
        @DefaultValue("false")
        boolean restoreWithNewKey) {

    private static final String MASTER_KEY_FORM = "64 hexadecimal digits (32 bytes)";
    private static final String MASTER_KEY_EXAMPLE = "the output of: openssl rand -hex 32";

    VaultSettings {
        if (masterKey == null || masterKey.isBlank()) {
            throw new InvalidSettingException("VAULT_MASTER_KEY", "is missing", MASTER_KEY_FORM, MASTER_KEY_EXAMPLE);
        }
        try {
            MasterKey.parse(masterKey);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "VAULT_MASTER_KEY", String.valueOf(e.getMessage()), MASTER_KEY_FORM, MASTER_KEY_EXAMPLE);
        }
    }

    MasterKey key() {
        return MasterKey.parse(Objects.requireNonNull(masterKey));
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "VaultSettings[restoreWithNewKey=" + restoreWithNewKey + "]";
    }
}
