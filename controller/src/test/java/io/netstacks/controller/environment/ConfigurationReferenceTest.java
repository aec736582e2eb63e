package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is made from the settings' own descriptions: {@code ./mvnw verify -Dtest=ConfigurationReferenceTest -Dnetstacks.docs.write=true}. */
class ConfigurationReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "configuration.md");

    private static final String HEAD = """
            # Configuration

            The controller is configured by environment variables. An empty variable counts as unset. A value that cannot be used stops the start with exit
            code 1 and a text that names the variable, what was wrong, the form and an example.

            <!-- Generated from the code by ConfigurationReferenceTest; do not edit. -->

            | Variable | What it does | Form | Default | Example |
            |---|---|---|---|---|
            """;

    @Test
    void theReferenceSaysWhatTheCodeSays() throws IOException {
        String expected = HEAD
                + Settings.scan().all().stream()
                        .map(ConfigurationReferenceTest::row)
                        .collect(Collectors.joining());
        if (Boolean.getBoolean("netstacks.docs.write")) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, expected);
        }
        assertThat(Files.readAllLines(REFERENCE))
                .as("run this test again with -Dnetstacks.docs.write=true and commit the result")
                .containsExactlyElementsOf(expected.lines().toList());
    }

    private static String row(SettingDescription setting) {
        String defaultValue = setting.required()
                ? "none, required"
                : setting.defaultValue() == null || setting.defaultValue().isEmpty()
                        ? "none"
                        : code(setting.defaultValue());
        return "| %s | %s | %s | %s | %s |\n"
                .formatted(
                        code(setting.variable()),
                        cell(setting.description()),
                        cell(setting.form()),
                        defaultValue,
                        code(setting.example()));
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String code(String text) {
        return "`" + cell(text) + "`";
    }
}
