package io.netstacks.controller.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.environment.SettingDescription;
import io.netstacks.controller.environment.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SingleInstanceExampleTest {

    private static final Path FILE = Path.of("../examples/single-instance/netstacks.env");
    /** Also those that are commented out. */
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]*)=");

    @Test
    void theExampleSetsOnlyWhatTheControllerReadsAndEverythingThatItNeeds() throws IOException {
        List<String> variables = ASSIGNMENT
                .matcher(Files.readString(FILE))
                .results()
                .map(match -> match.group(1))
                .toList();
        List<SettingDescription> settings = Settings.scan().all();

        assertThat(settings).extracting(SettingDescription::variable).containsAll(variables);
        assertThat(variables)
                .doesNotHaveDuplicates()
                .containsAll(settings.stream()
                        .filter(SettingDescription::required)
                        .map(SettingDescription::variable)
                        .toList());
    }
}
