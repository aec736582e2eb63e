package io.netstacks.controller.environment;

import java.util.HashMap;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Applies {@code RUST_LOG} (E005), or {@code NETSTACKS_LOG} where both are set, before the first line is logged; {@link SaidOnce} stays as it is. */
class LogDirectivesProcessor implements EnvironmentPostProcessor, Ordered {

    /** Read by logback-spring.xml. */
    private static final String MESSAGES = "netstacks.log-messages";

    private final Log log;

    LogDirectivesProcessor(DeferredLogFactory logs) {
        this.log = logs.getLog(LogDirectivesProcessor.class);
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String variable = environment.containsProperty("netstacks.log") ? "NETSTACKS_LOG" : "RUST_LOG";
        String text = environment.getProperty(variable.equals("RUST_LOG") ? "rust.log" : "netstacks.log", "");
        LogDirectives directives = LogDirectives.parse(text);
        directives.warnings().forEach(warning -> log.warn(variable + " " + warning));
        Map<String, Object> properties = new HashMap<>();
        directives.levels().forEach((logger, level) -> properties.put("logging.level." + logger, level));
        // After the directives: none of them takes it back, not even one for this very logger.
        properties.put("logging.level." + SaidOnce.LOGGER, "warn");
        if (directives.messages() != null) {
            properties.put(MESSAGES, directives.messages());
        }
        environment.getPropertySources().addFirst(new MapPropertySource("logDirectives", properties));
    }
}
