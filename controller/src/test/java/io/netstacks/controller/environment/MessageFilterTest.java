package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("E005 RUST_LOG's filter for messages")
class MessageFilterTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void onlyMessagesThatMatchAreLogged() {
        assertThat(decision("session [0-9]+", "netstacks", "session 7 is open")).isEqualTo(FilterReply.NEUTRAL);
        assertThat(decision("session [0-9]+", "netstacks", "Ready")).isEqualTo(FilterReply.DENY);
        assertThat(decision("", "netstacks", "Ready")).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    @DisplayName("F001: it does not hide what is said once")
    void whatIsSaidOnceIsLogged() {
        assertThat(decision("session [0-9]+", SaidOnce.log().getName(), "Admin password: x"))
                .isEqualTo(FilterReply.NEUTRAL);
    }

    private FilterReply decision(String regex, String logger, String message) {
        MessageFilter filter = new MessageFilter();
        filter.setRegex(regex);
        return filter.decide(new LoggingEvent("x", context.getLogger(logger), Level.WARN, message, null, null));
    }
}
