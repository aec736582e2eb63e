package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("E005 RUST_LOG")
class LogDirectivesTest {

    static Stream<Arguments> understood() {
        return Stream.of(
                Arguments.of("", Map.of()),
                Arguments.of("info", Map.of("root", "info")),
                Arguments.of("WARN", Map.of("root", "warn")),
                Arguments.of("off", Map.of("root", "off")),
                Arguments.of("info,netstacks=debug", Map.of("root", "info", "io.netstacks", "debug")),
                Arguments.of(" info , netstacks = Debug ,", Map.of("root", "info", "io.netstacks", "debug")),
                Arguments.of("netstacks", Map.of("root", "error", "io.netstacks", "trace")),
                Arguments.of("netstacks=", Map.of("root", "error", "io.netstacks", "trace")),
                Arguments.of(
                        "error,netstacks::auth=trace",
                        Map.of("root", "error", "io.netstacks.controller.auth", "trace")),
                Arguments.of(
                        "error,netstacks.auth=trace", Map.of("root", "error", "io.netstacks.controller.auth", "trace")),
                Arguments.of(
                        "error,netstacks::controller::auth=off",
                        Map.of("root", "error", "io.netstacks.controller.auth", "off")),
                Arguments.of("info,org::flywaydb=warn", Map.of("root", "info", "org.flywaydb", "warn")),
                Arguments.of("info,io.netty=debug", Map.of("root", "info", "io.netty", "debug")),
                Arguments.of("debug,info", Map.of("root", "info")));
    }

    @ParameterizedTest
    @MethodSource
    void understood(String text, Map<String, String> levels) {
        LogDirectives directives = LogDirectives.parse(text);
        assertThat(directives.levels()).containsExactlyInAnyOrderEntriesOf(levels);
        assertThat(directives.warnings()).isEmpty();
        assertThat(directives.messages()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "netstacks=loud",
                "netstacks=debug=trace",
                "=debug",
                "net stacks=debug",
                "netstacks[span]=info",
                "a\nb=info"
            })
    void aBadDirectiveIsReportedAndTheRestApplies(String bad) {
        LogDirectives directives = LogDirectives.parse("warn," + bad + ",io.netty=info");
        assertThat(directives.levels()).containsExactlyInAnyOrderEntriesOf(Map.of("root", "warn", "io.netty", "info"));
        assertThat(directives.warnings()).singleElement().asString().doesNotContain("\n");
    }

    @Test
    void whatFollowsTheSlashFiltersMessages() {
        assertThat(LogDirectives.parse("debug/session [0-9]+").messages()).isEqualTo("session [0-9]+");
        assertThat(LogDirectives.parse("debug/(").messages()).isNull();
        assertThat(LogDirectives.parse("debug/(").warnings()).hasSize(1);
        assertThat(LogDirectives.parse("debug/").messages()).isNull();
    }

    @Test
    void twoSlashesMakeAllOfItIgnored() {
        LogDirectives directives = LogDirectives.parse("debug/a/b");
        assertThat(directives.levels()).isEmpty();
        assertThat(directives.warnings()).hasSize(1);
    }
}
