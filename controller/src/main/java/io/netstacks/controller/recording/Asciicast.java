package io.netstacks.controller.recording;

import io.netstacks.controller.recording.RecordedEvent.Kind;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one recording as asciicast v2 (docs.asciinema.org/manual/asciicast/v2): a header line, then a line {@code [seconds, "o"|"i"|"r", text]} for each event. Devices
 * send bytes, asciicasts hold text: UTF-8 is decoded over the borders of events, and what is no UTF-8 becomes U+FFFD.
 */
final class Asciicast {

    /** What sessions ask their devices for. */
    private static final String TERM = "xterm-256color";

    private static final JsonFactory LINES =
            JsonFactory.builder().rootValueSeparator("").build();
    private static final JsonMapper HEADER = JsonMapper.shared();

    private final Utf8Stream output = new Utf8Stream();
    private final Utf8Stream input = new Utf8Stream();
    private long lastMicros;

    static byte[] header(Recording recording) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("version", 2);
        header.put("width", recording.terminalCols());
        header.put("height", recording.terminalRows());
        header.put("timestamp", recording.createdAt().getEpochSecond());
        header.put("title", recording.name());
        header.put("env", Map.of("TERM", TERM));
        return (HEADER.writeValueAsString(header) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The lines of one chunk's events. */
    byte[] lines(Iterable<RecordedEvent> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonGenerator json = LINES.createGenerator(ObjectWriteContext.empty(), lines)) {
            for (RecordedEvent event : events) {
                String text =
                        switch (event.kind()) {
                            case OUTPUT -> output.decode(event.bytes());
                            case INPUT -> input.decode(event.bytes());
                            case RESIZE ->
                                event.size().columns() + "x" + event.size().rows();
                        };
                write(json, event.micros(), event.kind(), text);
            }
        }
        return lines.toByteArray();
    }

    /** A line that the player shows in the place of what cannot be read. */
    byte[] notice(long micros, String text) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonGenerator json = LINES.createGenerator(ObjectWriteContext.empty(), lines)) {
            write(json, micros, Kind.OUTPUT, "\r\n[" + text + "]\r\n");
        }
        return lines.toByteArray();
    }

    /** What is left of a character that never got whole. */
    byte[] end() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        try (JsonGenerator json = LINES.createGenerator(ObjectWriteContext.empty(), lines)) {
            write(json, lastMicros, Kind.INPUT, input.end());
            write(json, lastMicros, Kind.OUTPUT, output.end());
        }
        return lines.toByteArray();
    }

    private void write(JsonGenerator json, long micros, Kind kind, String text) {
        if (text.isEmpty()) {
            return;
        }
        lastMicros = Math.max(micros, lastMicros);
        json.writeStartArray();
        json.writeNumber(BigDecimal.valueOf(lastMicros, 6));
        json.writeString(String.valueOf((char) kind.code));
        json.writeString(text);
        json.writeEndArray();
        json.writeRaw('\n');
    }
}
