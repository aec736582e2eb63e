package io.netstacks.controller.environment;

import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Writes why the start failed as one block, a log line for each line of it; replaces Spring Boot's reporter, whose logger is off in logback-spring.xml. */
class FailureLog implements FailureAnalysisReporter {

    private static final Logger log = LoggerFactory.getLogger("io.netstacks.controller.Start");

    @Override
    public void report(FailureAnalysis analysis) {
        // These are made of our own texts; what Spring Boot says about anything else may hold a value.
        boolean aboutSettings = analysis.getCause() instanceof InvalidSettingException;
        log.error("The controller cannot start:");
        Stream.of(analysis.getDescription(), analysis.getAction())
                .filter(text -> text != null)
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    if (aboutSettings) {
                        log.error(LogText.NO_SECRETS, "  {}", line.strip());
                    } else {
                        log.error("  {}", line.strip());
                    }
                });
    }
}
