package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

class JsonBodyTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void absentNullAndBlankStayApart() {
        JsonBody body = body("{\"nothing\": null, \"blank\": \"  \", \"name\": \" core 1 \"}");
        assertThat(body.has("absent")).isFalse();
        assertThat(body.has("nothing")).isTrue();
        assertThat(body.line("absent", 10)).isNull();
        assertThat(body.line("nothing", 10)).isNull();
        assertThat(body.line("blank", 10)).isNull();
        assertThat(body.string("blank")).isEqualTo("  ");
        assertThat(body.line("name", 10)).isEqualTo("core 1");
        assertThat(body.integer("absent", 1, 2)).isNull();
        assertThat(body.uuid("nothing")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "[]", "{}", "1.5"})
    void whatIsNoTextIsRefusedByName(String value) {
        JsonBody body = body("{\"name\": " + value + "}");
        assertRefused(() -> body.line("name", 10), "name must be text.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"22\"", "0", "65536", "22.0", "1e3", "99999999999999999999", "true", "[22]"})
    void whatIsNoWholeNumberOfTheRangeIsRefusedByName(String value) {
        JsonBody body = body("{\"port\": " + value + "}");
        assertRefused(() -> body.integer("port", 1, 65535), "port must be a whole number from 1 to 65535.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\u001bb", "a\\nb", "a\\u007fb", "a\\u0085b"})
    void controlCharactersAreRefusedInALine(String text) {
        JsonBody body = body("{\"name\": \"" + text + "\"}");
        assertRefused(() -> body.line("name", 10), "name must not hold control characters.");
    }

    @Test
    void linesMayHoldLineBreaksButNoOtherControlCharacters() {
        assertThat(body("{\"text\": \"a\\r\\n\\tb\\n\"}").lines("text", 10)).isEqualTo("a\r\n\tb");
        assertRefused(
                () -> body("{\"text\": \"a\\u0000\"}").lines("text", 10), "text must not hold control characters.");
        assertRefused(
                () -> body("{\"text\": \"12345678901\"}").lines("text", 10),
                "text is too long: at most 10 characters.");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertRefused(() -> body("{\"name\": \"a\\ud800b\"}").line("name", 10), "name must be valid Unicode.");
        assertThat(body("{\"name\": \"\\ud83d\\ude00\"}").line("name", 10)).isEqualTo("😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"x\"", "\"1-1-1-1-1\"", "7", "\"0b2ee1a5-6a1c-4c0c-9d3b-0d2f3c9a7e5\""})
    void whatIsNoUuidIsRefusedByName(String value) {
        JsonBody body = body("{\"id\": " + value + "}");
        assertThatThrownBy(() -> body.uuid("id"))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("id must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"x\"", "null"})
    void onlyAnObjectIsABody(String value) {
        assertRefused(() -> body(value), "The request body must be a JSON object.");
    }

    private static JsonBody body(String json) {
        return JsonBody.of(JSON.readTree(json));
    }

    private static void assertRefused(Runnable reading, String message) {
        assertThatThrownBy(reading::run).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.status()).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(e.code()).isEqualTo("INVALID_REQUEST");
            assertThat(e).hasMessage(message);
        });
    }
}
