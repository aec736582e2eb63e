package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {

    private static final String SECRET = "canary-secret-of-more-than-thirty-two-characters";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "canary-too-short", SECRET + ",canary-too-short", SECRET + ","})
    @DisplayName(
            "E003 L011 a missing or short JWT_SECRET is refused, naming the variable, the form and an example, never the value")
    void aBadSecretIsRefused(String secret) {
        assertThatThrownBy(() -> new JwtSettings(secret))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("JWT_SECRET ")
                .hasMessageContaining("at least 32 characters")
                .hasMessageContaining("openssl rand -hex 32")
                .message()
                .doesNotContain("canary");
    }

    @Test
    void severalSecretsAreSplitAndNotShown() {
        JwtSettings settings = new JwtSettings(" " + SECRET + " ,\n" + SECRET + "2");
        assertThat(settings.secrets()).containsExactly(SECRET, SECRET + "2");
        assertThat(settings.toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 300, 899, 3601})
    @DisplayName("contract rule 2: an access token lives 900 to 3600 seconds")
    void anAccessTokenLivesLongEnough(int seconds) {
        assertThatThrownBy(() -> new AccessSettings(seconds)).hasMessageContaining("ACCESS_TOKEN_TTL_SECS");
        assertThat(new AccessSettings(900).tokenLife()).hasMinutes(15);
        assertThat(new AccessSettings(3600).tokenLife()).hasMinutes(60);
    }

    @Test
    void refreshSettingsAreBounded() {
        assertThatThrownBy(() -> new RefreshSettings(3600, 30)).hasMessageContaining("REFRESH_TOKEN_TTL_SECS");
        assertThatThrownBy(() -> new RefreshSettings(604_800, 301)).hasMessageContaining("REFRESH_REUSE_GRACE_SECS");
        assertThatThrownBy(() -> new RefreshSettings(604_800, -1)).hasMessageContaining("REFRESH_REUSE_GRACE_SECS");
    }
}
