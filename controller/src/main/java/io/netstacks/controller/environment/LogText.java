package io.netstacks.controller.environment;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;

/** How messages and exceptions become text in the log: without secrets, and unable to forge a line. */
final class LogText {

    /** Says that a message is made of our own texts only: an example of a URL with a password in it stays as it is. */
    static final Marker NO_SECRETS = MarkerFactory.getMarker("NO_SECRETS");

    private LogText() {}

    /** One line whatever the message holds. */
    public static final class Message extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            List<Marker> markers = event.getMarkerList();
            String text = event.getFormattedMessage();
            return markers != null && markers.contains(NO_SECRETS) ? escape(text) : line(text);
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
        return escape(SecretScrubber.scrub(text));
    }

    private static String escape(String text) {
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
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
