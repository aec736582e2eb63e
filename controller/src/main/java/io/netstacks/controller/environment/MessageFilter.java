package io.netstacks.controller.environment;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of {@code RUST_LOG} after the slash: only messages that match are logged, and those of {@link SaidOnce}. Made by Logback, hence public. */
public final class MessageFilter extends Filter<ILoggingEvent> {

    private @Nullable Pattern pattern;

    /** Called by Logback; empty lets everything through. */
    public void setRegex(String regex) {
        pattern = regex.isEmpty() ? null : Pattern.compile(regex);
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        Pattern wanted = pattern;
        return wanted == null
                        || event.getLoggerName().equals(SaidOnce.LOGGER)
                        || wanted.matcher(event.getFormattedMessage()).find()
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }
}
