package io.netstacks.controller.environment;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.stream.Collectors;

/** How messages and exceptions become text in the log: without secrets, and unable to forge a line. */
final class LogText {

    private LogText() {}

    /** One line whatever the message holds. */
    public static final class Message extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return line(event.getFormattedMessage());
        }
    }

    /** A stack trace, every line of it indented: none can pass for a new entry. */
    public static final class StackTrace extends ThrowableProxyConverter {
        @Override
        protected String throwableProxyToString(IThrowableProxy throwable) {
            return super.throwableProxyToString(throwable)
                    .lines()
                    .map(text -> "    " + line(text.replace("\t", "    ")) + System.lineSeparator())
                    .collect(Collectors.joining());
        }
    }

    static String line(String text) {
        String clean = SecretScrubber.scrub(text);
        StringBuilder line = new StringBuilder(clean.length() + 16);
        clean.chars().forEach(c -> {
            if (c == '\n') {
                line.append("\\n");
            } else if (c == '\r') {
                line.append("\\r");
            } else if (c == '\t') {
                line.append("\\t");
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                line.append("\\u%04x".formatted(c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }
}
