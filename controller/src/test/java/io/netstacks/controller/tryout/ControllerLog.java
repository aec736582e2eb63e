package io.netstacks.controller.tryout;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What the controller says: all of it goes to a file in the folder, only warnings and errors to the screen. The first administrator's password, which the
 * controller prints once (F001), is kept in a file of its own.
 */
final class ControllerLog {

    static final String FILE = "controller.log";
    static final String ADMIN_PASSWORD_FILE = "admin-password";

    private static final Pattern ADMIN_PASSWORD = Pattern.compile("Admin password: (\\S+)");

    private ControllerLog() {}

    /** From now on; called when the logging system is set up and before the controller starts. The log of last time is kept beside the new one. */
    static void keepIn(TryFolder folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            Files.move(file, folder.resolve(FILE + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Optional<ConsoleAppender<ILoggingEvent>> console = console(root);
        String pattern = console.map(ConsoleAppender::getEncoder)
                .map(encoder -> encoder instanceof PatternLayoutEncoder layout ? layout.getPattern() : null)
                .orElse("%d %-5level %logger : %msg%n%ex");
        console.ifPresent(appender -> appender.addFilter(warningsOnly()));
        root.addAppender(fileAppender(context, file, pattern));
        root.addAppender(passwordAppender(context, folder));
    }

    private static Optional<ConsoleAppender<ILoggingEvent>> console(Logger root) {
        for (Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders(); appenders.hasNext(); ) {
            if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                return Optional.of(console);
            }
        }
        return Optional.empty();
    }

    private static ThresholdFilter warningsOnly() {
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(Level.WARN.toString());
        filter.start();
        return filter;
    }

    private static Appender<ILoggingEvent> fileAppender(LoggerContext context, Path file, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Appender<ILoggingEvent> passwordAppender(LoggerContext context, TryFolder folder) {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                adminPassword(event.getFormattedMessage()).ifPresent(password -> {
                    try {
                        folder.keep(ADMIN_PASSWORD_FILE, password);
                    } catch (IOException e) {
                        addError("Cannot keep the administrator's password", e);
                    }
                });
            }
        };
        appender.setContext(context);
        appender.start();
        return appender;
    }

    static Optional<String> adminPassword(String message) {
        Matcher matcher = ADMIN_PASSWORD.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
