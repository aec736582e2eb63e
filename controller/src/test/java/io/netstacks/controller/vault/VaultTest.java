package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.vault.UnreadableSecretException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VaultTest {

    private static final SecretPlace PLACE = new SecretPlace("credential", "row-1", "secret");
    private static final byte[] SECRET = "canary-Zürich-42".getBytes(StandardCharsets.UTF_8);

    private final UUID keyId = UUID.randomUUID();
    private final Vault vault = new Vault();

    @BeforeEach
    void unlock() {
        vault.unlock(new Keyring(keyId, Map.of(keyId, key(1))));
    }

    @Test
    @DisplayName("E002 what was sealed opens again, empty and large secrets too")
    void roundTrip() {
        for (byte[] secret : new byte[][] {SECRET, {}, new byte[100_000]}) {
            assertThat(vault.open(vault.seal(secret, PLACE), PLACE)).isEqualTo(secret);
        }
    }

    @Test
    void sealingTwiceGivesDifferentBytesWithoutTheSecret() {
        Set<String> sealed = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = vault.seal(SECRET, PLACE);
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
            sealed.add(HexFormat.of().formatHex(bytes));
        }
        assertThat(sealed).hasSize(100);
    }

    @Test
    @DisplayName("E002 changing any one byte, cutting or lengthening makes it unreadable")
    void tamperFails() {
        byte[] sealed = vault.seal(SECRET, PLACE);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> vault.open(changed, PLACE))
                    .as("byte %d", i)
                    .isInstanceOf(UnreadableSecretException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.open(cut, PLACE)).isInstanceOf(UnreadableSecretException.class);
        }
        assertThatThrownBy(() -> vault.open(Arrays.copyOf(sealed, sealed.length + 1), PLACE))
                .isInstanceOf(UnreadableSecretException.class);
    }

    @Test
    @DisplayName("E002 a ciphertext that was moved to another table, row or column does not open")
    void movedFails() {
        byte[] sealed = vault.seal(SECRET, PLACE);
        for (SecretPlace other : new SecretPlace[] {
            new SecretPlace("vault_secret", "row-1", "secret"),
            new SecretPlace("credential", "row-2", "secret"),
            new SecretPlace("credential", "row-1", "enable_secret")
        }) {
            assertThatThrownBy(() -> vault.open(sealed, other))
                    .isInstanceOfSatisfying(UnreadableSecretException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.ALTERED))
                    .hasMessageNotContaining("canary");
        }
    }

    @Test
    void placesThatLookAlikeAreEncodedApart() {
        assertThat(new SecretPlace("a", "bc", "d").encoded())
                .isNotEqualTo(new SecretPlace("ab", "c", "d").encoded())
                .isNotEqualTo(new SecretPlace("a", "b", "cd").encoded());
    }

    @Test
    void anOlderDataKeyStillOpensAndALostOneSaysSo() {
        byte[] sealed = vault.seal(SECRET, PLACE);
        UUID newer = UUID.randomUUID();

        vault.unlock(new Keyring(newer, Map.of(keyId, key(1), newer, key(2))));
        assertThat(vault.open(sealed, PLACE)).isEqualTo(SECRET);

        vault.unlock(new Keyring(newer, Map.of(newer, key(2))));
        assertThatThrownBy(() -> vault.open(sealed, PLACE))
                .isInstanceOfSatisfying(UnreadableSecretException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.KEY_LOST))
                .hasMessageContaining("VAULT_MASTER_KEY");
    }

    @Test
    void beforeTheKeyStepNothingIsSealed() {
        assertThatThrownBy(() -> new Vault().seal(SECRET, PLACE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("E002 the cipher is AES-256-GCM as others compute it (NIST GCM test case 14)")
    void theCipherIsAes256Gcm() throws Exception {
        byte[] sealed = HexFormat.of()
                .parseHex("000000000000000000000000" + "cea7403d4d606b6e074ec5d3baf39d18"
                        + "d0d1c8a799996bf0265b98b5d48ab919");
        assertThat(AesGcm.open(new SecretKeySpec(new byte[32], "AES"), sealed, new byte[0]))
                .isEqualTo(new byte[16]);
    }

    private static SecretKey key(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return new SecretKeySpec(bytes, "AES");
    }
}
