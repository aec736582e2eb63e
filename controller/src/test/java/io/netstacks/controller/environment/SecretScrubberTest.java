package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScrubberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws/ssh?token=canary-1&session_id=device-1",
                "GET /ws/ssh?session_id=x&reconnect_token=canary.2%2B HTTP/1.1",
                "https://c/terminal/#share=canary_3",
                "wss://c/ws/shared?share=canary3&cols=80",
                "next=/ws?token%3Dcanary4",
                "TOKEN=canary5",
                "Authorization: Bearer canary-canary-6",
                "authorization=[Basic canary6aaaaaa==]",
                "{\"refresh_token\":\"canary7\",\"a\":1}",
                "{\"password\" : \"can\\\"ary canary8\"}",
                "bad token eyJhbGcanary.eyJzdWIcanary.c2lncanary9 given",
                "postgres://netstacks:canary10@db/netstacks",
                "client_secret=canary11",
                "{\"secret\":\"canary12 unterminated"
            })
    void secretsAreRemoved(String text) {
        assertThat(SecretScrubber.scrub(text)).doesNotContain("canary").contains("[removed]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws/ssh?session_id=device-1&cols=80",
                "The token is expired",
                "shared=3 tokens: 4",
                "{\"token_type\":\"Bearer\",\"expires_in\":900}",
                "http://host:3000/a@b",
                "Bearer token required"
            })
    void otherTextStaysAsItIs(String text) {
        assertThat(SecretScrubber.scrub(text)).isEqualTo(text);
    }

    @Test
    void whatSurroundsASecretStays() {
        assertThat(SecretScrubber.scrub("GET /ws/ssh?token=canary&cols=80 from 10.0.0.1"))
                .isEqualTo("GET /ws/ssh?token=[removed]&cols=80 from 10.0.0.1");
    }

    @Test
    @Timeout(10)
    void hostileTextCostsLinearTime() {
        String[] hostile = {
            "a".repeat(500_000), "\"token\":\"".repeat(50_000), "://".repeat(100_000), "eyJa".repeat(100_000)
        };
        for (String text : hostile) {
            org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(3), () -> SecretScrubber.scrub(text));
        }
    }
}
