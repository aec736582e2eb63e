package io.netstacks.controller.environment;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Takes an empty variable for an unset one: compose files write {@code NAME=${NAME}} for settings that the user may leave out. */
class BlankVariables implements EnvironmentPostProcessor, Ordered {

    private static final String SOURCE = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    /** Before Spring Boot wraps the source to remember where values come from. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        PropertySource<?> source = environment.getPropertySources().get(SOURCE);
        if (source instanceof SystemEnvironmentPropertySource variables) {
            Map<String, Object> set = new HashMap<>(variables.getSource());
            set.values().removeIf(value -> value.toString().isBlank());
            environment.getPropertySources().replace(SOURCE, new SystemEnvironmentPropertySource(SOURCE, set));
        }
    }
}
