package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class LogDirectivesProcessorTest {

    @ParameterizedTest
    @DisplayName("E005 F001: what is said once is logged whatever RUST_LOG asks for")
    @ValueSource(
            strings = {
                "",
                "error",
                "off",
                "netstacks::broker=debug",
                "netstacks::environment=off",
                "io.netstacks.controller.environment.SaidOnce=off",
                "info/nothing is like this",
                "not/under/stood"
            })
    void whatIsSaidOnceIsLogged(String text) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of("rust.log", text)));
        new LogDirectivesProcessor(log -> log.get()).postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("logging.level." + SaidOnce.log().getName()))
                .isEqualTo("warn");
    }
}
