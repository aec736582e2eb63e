package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("rule 10: which pages may call")
class AllowedOriginsTest {

    private static final String DESKTOP = "tauri://localhost,http://tauri.localhost,https://tauri.localhost";

    private static AllowedOrigins origins(String allowed, String publicUrl) {
        return new AllowedOrigins(new AllowedSettings(allowed), new PublicSettings(publicUrl));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tauri://localhost",
                "http://tauri.localhost",
                "https://tauri.localhost",
                "HTTPS://Tauri.Localhost"
            })
    void theDesktopClientMay(String origin) {
        assertThat(origins(DESKTOP, null).allows(origin, "ns.example.com:3000")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://ns.example.com:3000, ns.example.com:3000, true",
        "https://ns.example.com, ns.example.com, true",
        "https://ns.example.com, ns.example.com:443, true",
        "http://ns.example.com, ns.example.com:80, true",
        "https://NS.example.com, ns.EXAMPLE.com, true",
        "http://[::1]:3000, [::1]:3000, true",
        "https://ns.example.com:3001, ns.example.com:3000, false",
        "https://ns.example.com.evil.example, ns.example.com, false",
        "https://evil.example, ns.example.com, false",
        "ftp://ns.example.com, ns.example.com, false",
        "null, ns.example.com, false",
        "https://, ns.example.com, false",
    })
    void onlyThePagesOfTheSameHostAreOwn(String origin, String host, boolean allowed) {
        assertThat(origins("", null).allows(origin, host)).isEqualTo(allowed);
    }

    @Test
    void whatIsNotABrowserIsNotJudgedByOrigin() {
        assertThat(origins("", null).allows(null, "ns.example.com")).isTrue();
        assertThat(origins("", null).allows("https://ns.example.com", null)).isFalse();
    }

    @Test
    void thePublicAddressIsOwnBehindAProxyThatRewritesTheHost() {
        AllowedOrigins origins = origins(DESKTOP, "https://ns.example.com/");
        assertThat(origins.allows("https://ns.example.com", "controller:3000")).isTrue();
        assertThat(origins.allows("https://other.example.com", "controller:3000"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "example.com",
                "https://a.example/path",
                "https://a.example,*",
                "https://u@a.example",
                "https://a b"
            })
    void whatIsNotAnOriginStopsTheStart(String setting) {
        assertThatThrownBy(() -> new AllowedSettings(setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("ALLOWED_ORIGINS ");
    }

    @Test
    void aPublicUrlWithAPathStopsTheStart() {
        assertThatThrownBy(() -> new PublicSettings("https://ns.example.com/terminal"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("PUBLIC_URL ");
    }
}
