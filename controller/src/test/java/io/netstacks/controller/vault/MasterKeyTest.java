package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterKeyTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @ParameterizedTest
    @DisplayName(
            "E002 a master key that is not 64 hexadecimal digits is refused by name, form and example, never by value")
    @CsvSource({
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1, has 63 characters instead of 64",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2, has 65 characters instead of 64",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, holds a character that is not a hexadecimal digit",
        "'', is missing",
        "'   ', is missing"
    })
    void aWrongMasterKeyIsRefused(String key, String problem) {
        assertThatThrownBy(() -> new VaultSettings(key, false))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("VAULT_MASTER_KEY " + problem + ". Expected: 64 hexadecimal digits")
                .hasMessageContaining("openssl rand -hex 32")
                .hasMessageNotContaining("0405060708");
    }

    @Test
    @DisplayName("E002 a missing master key is refused by name")
    void aMissingMasterKeyIsRefused() {
        assertThatThrownBy(() -> new VaultSettings(null, false))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("VAULT_MASTER_KEY is missing");
    }

    @Test
    @DisplayName("E002 64 hexadecimal digits are taken in either case, with the line end that a file adds")
    void caseAndSurroundingBlanksDoNotMatter() {
        assertThat(MasterKey.parse(KEY.toUpperCase() + "\n").fingerprint())
                .isEqualTo(MasterKey.parse(KEY).fingerprint());
    }

    @Test
    void theFingerprintIsStableTellsKeysApartAndIsNoPartOfTheKey() {
        String fingerprint = MasterKey.parse(KEY).fingerprint();
        // Pinned: a change of the derivation would lock every existing database out.
        assertThat(fingerprint).isEqualTo("cc69431a43a8b37b8f479c1e10296757");
        assertThat(MasterKey.parse(KEY.replace("1f", "20")).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(KEY).doesNotContain(fingerprint.substring(0, 8));
    }

    @Test
    void settingsAndKeyPrintNoSecret() {
        VaultSettings settings = new VaultSettings(KEY, false);
        assertThat(settings.toString() + settings.key()).doesNotContain(KEY.substring(0, 16));
    }
}
