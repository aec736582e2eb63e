package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class LogTextTest {

    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(String message, Throwable failure) {
        return new LoggingEvent("x", context.getLogger("x"), ch.qos.logback.classic.Level.INFO, message, failure, null);
    }

    @Test
    void aMessageCannotForgeALine() {
        assertThat(new LogText.Message()
                        .convert(event("user \"a\n2026-01-01 INFO Admin\r\tpassword\u001b[2J\u2028\u0085x\"", null)))
                .isEqualTo("user \"a\\n2026-01-01 INFO Admin\\r\\tpassword\\u001b[2J\\u2028\\u0085x\"");
    }

    @Test
    void aStackTraceIsIndentedAndScrubbed() {
        LogText.StackTrace converter = new LogText.StackTrace();
        converter.start();
        String trace = converter.convert(event(
                "failed",
                new IllegalStateException("GET /?token=canary-7\n2026-01-01T00:00:00.000Z INFO forged", null)));
        assertThat(trace)
                .doesNotContain("canary")
                .contains("IllegalStateException")
                .contains("    at ");
        assertThat(trace.lines()).allMatch(line -> line.startsWith("    "));
    }

    @Test
    void withoutAnExceptionThereIsNoTrace() {
        LogText.StackTrace converter = new LogText.StackTrace();
        converter.start();
        assertThat(converter.convert(event("fine", null))).isEmpty();
    }
}
