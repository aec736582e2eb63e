package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.terminal.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AsciicastTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Recording RECORDING = new Recording(
            UUID.randomUUID(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            "core-sw \"1\"\n\u0007 zürich",
            132,
            43,
            1000,
            "recordings/x",
            "complete",
            5,
            Instant.parse("2026-03-04T05:06:07.890Z"),
            Instant.parse("2026-03-04T05:06:08Z"));

    private final Asciicast cast = new Asciicast();

    @Test
    @DisplayName("C47 the file is a header object and event arrays as asciicast v2 describes them")
    void theFileIsAsciicastVersion2() {
        List<JsonNode> lines = parse(
                Asciicast.header(RECORDING),
                cast.lines(List.of(
                        output(0, "login: "),
                        new RecordedEvent(Kind.INPUT, 1_500_000, "show run\r".getBytes()),
                        new RecordedEvent(Kind.RESIZE, 61_000_001, RecordedEvent.bytes(new TerminalSize(200, 50))),
                        output(3_600_000_000L, "\u001b[1mz\u0000\u2028\"\\ü😀\r\n"))),
                cast.end());

        JsonNode header = lines.getFirst();
        assertThat(header.get("version").intValue()).isEqualTo(2);
        assertThat(header.get("width").intValue()).isEqualTo(132);
        assertThat(header.get("height").intValue()).isEqualTo(43);
        assertThat(header.get("timestamp").longValue())
                .isEqualTo(Instant.parse("2026-03-04T05:06:07Z").getEpochSecond());
        assertThat(header.get("title").stringValue()).isEqualTo(RECORDING.name());
        assertThat(header.get("env").get("TERM").stringValue()).isEqualTo("xterm-256color");
        assertThat(header.propertyNames())
                .allMatch(List.of("version", "width", "height", "timestamp", "duration", "title", "env")::contains);

        assertThat(lines.subList(1, lines.size())).hasSize(4).allSatisfy(event -> {
            assertThat(event.isArray()).isTrue();
            assertThat(event.size()).isEqualTo(3);
            assertThat(event.get(0).isNumber()).isTrue();
            assertThat(event.get(1).stringValue()).isIn("o", "i", "r", "m");
            assertThat(event.get(2).isString()).isTrue();
        });
        assertThat(lines.get(2).get(0).doubleValue()).isEqualTo(1.5);
        assertThat(lines.get(2).get(2).stringValue()).isEqualTo("show run\r");
        assertThat(lines.get(3).get(0).doubleValue()).isEqualTo(61.000001);
        assertThat(lines.get(3).get(2).stringValue()).isEqualTo("200x50");
        assertThat(lines.get(4).get(0).doubleValue()).isEqualTo(3600);
        assertThat(lines.get(4).get(2).stringValue()).isEqualTo("\u001b[1mz\u0000\u2028\"\\ü😀\r\n");
    }

    @Test
    @DisplayName("C47 a character that is split over events, in any way, is played whole")
    void aSplitCharacterIsPlayedWhole() {
        String text = "Grüße, 世界 😀 Ωmega é\r\n".repeat(200);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Asciicast played = new Asciicast();
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(5));
                file.writeBytes(played.lines(
                        List.of(new RecordedEvent(Kind.OUTPUT, from, java.util.Arrays.copyOfRange(bytes, from, to)))));
                from = to;
            }
            file.writeBytes(played.end());
            assertThat(text(parse(file.toByteArray()))).isEqualTo(text);
        }
    }

    @Test
    @DisplayName("C47 bytes that are no UTF-8 become U+FFFD and hide nothing else")
    void invalidBytesAreReplaced() {
        byte[] file = concat(
                cast.lines(List.of(
                        new RecordedEvent(Kind.OUTPUT, 1, new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe4, (byte) 0xb8}),
                        new RecordedEvent(Kind.INPUT, 2, new byte[] {'x'}),
                        new RecordedEvent(Kind.OUTPUT, 3, new byte[] {'c', (byte) 0xf0, (byte) 0x9f}))),
                cast.end());

        assertThat(text(parse(file))).isEqualTo("a\ufffdb\ufffdc\ufffd");
    }

    @Test
    void aLineHasNothingBeforeOrAfterItsArray() {
        assertThat(cast.lines(List.of(output(1, "a"), output(61_000_000, "b"))))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[0.000001,\"o\",\"a\"]\n[61.000000,\"o\",\"b\"]\n");
    }

    @Test
    void timesNeverGoBackwards() {
        List<JsonNode> lines = parse(cast.lines(List.of(output(5_000_000, "a"))), cast.notice(4_000_000, "damaged"));
        assertThat(lines.get(1).get(0).doubleValue()).isEqualTo(5);
        assertThat(lines.get(1).get(2).stringValue()).isEqualTo("\r\n[damaged]\r\n");
    }

    private static RecordedEvent output(long micros, String text) {
        return new RecordedEvent(Kind.OUTPUT, micros, text.getBytes(StandardCharsets.UTF_8));
    }

    static List<JsonNode> parse(byte[]... parts) {
        List<JsonNode> lines = new ArrayList<>();
        // Not lines(): that also splits at a lone carriage return.
        for (String line : new String(concat(parts), StandardCharsets.UTF_8).split("\n")) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    static String text(List<JsonNode> lines) {
        StringBuilder text = new StringBuilder();
        for (JsonNode line : lines) {
            if (line.isArray() && line.get(1).stringValue().equals("o")) {
                text.append(line.get(2).stringValue());
            }
        }
        return text.toString();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
