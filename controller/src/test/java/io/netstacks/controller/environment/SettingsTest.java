package io.netstacks.controller.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

class SettingsTest {

    record HarbourSettings(
            @Setting(description = "The master.", form = "a name", example = "Ada") @Nullable
            String masterName,

            @Setting(description = "The mate.", form = "a name", example = "Bob") @Nullable
            String mateName,

            @Setting(description = "Ships.", form = "a whole number", example = "7") @DefaultValue("3")
            int maxShips) {
        HarbourSettings {
            if (masterName == null) {
                throw new InvalidSettingException("HARBOUR_MASTER_NAME", "is missing", "a name", "Ada");
            }
            if (mateName == null) {
                throw new InvalidSettingException("HARBOUR_MATE_NAME", "is missing", "a name", "Bob");
            }
        }
    }

    private final Settings settings = new Settings(List.of(new Settings.Group("harbour", HarbourSettings.class)));

    @Test
    void aRecordIsDescribedByItsComponents() {
        assertThat(settings.all())
                .containsExactly(
                        new SettingDescription(
                                "HARBOUR_MASTER_NAME",
                                "harbour.master-name",
                                "The master.",
                                "a name",
                                "Ada",
                                null,
                                true),
                        new SettingDescription(
                                "HARBOUR_MATE_NAME", "harbour.mate-name", "The mate.", "a name", "Bob", null, true),
                        new SettingDescription(
                                "HARBOUR_MAX_SHIPS", "harbour.max-ships", "Ships.", "a whole number", "7", "3", false));
    }

    @Test
    void aValueOfTheWrongTypeIsExplainedWithoutTheValue() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("harbour.master-name", "Ada")
                .withProperty("harbour.max-ships", "canary-many");
        Throwable failure = catchBind(environment);
        assertThat(settings.explain(failure))
                .hasMessage("HARBOUR_MAX_SHIPS cannot be read. Expected: a whole number. Example: 7");
    }

    @Test
    @DisplayName("E001-E003: everything that is wrong is named at once, and no value")
    void allProblemsAreNamedAtOnce() {
        MockEnvironment environment = new MockEnvironment()
                .withProperty("database.pool-size", "canary-size")
                .withProperty("ha.heartbeat-interval-secs", "canary");
        Throwable failure = new IllegalStateException(
                new InvalidSettingException("DATABASE_URL", "is missing", "a URL", "postgres://…"));
        FailureAnalysis analysis = new SettingFailureAnalyzer(environment).analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .startsWith("DATABASE_URL is missing")
                .contains(
                        "HA_HEARTBEAT_INTERVAL_SECS cannot be read. Expected: a whole number of seconds, 1 to 60. Example: 5")
                .doesNotContain("canary");
    }

    @Test
    void otherFailuresAreLeftToOthers() {
        assertThat(new SettingFailureAnalyzer(new MockEnvironment()).analyze(new IllegalStateException("x")))
                .isNull();
    }

    @Test
    void everySettingOfTheControllerIsDescribed() {
        assertThat(Settings.scan().all())
                .extracting(SettingDescription::variable)
                .doesNotHaveDuplicates()
                .contains("DATABASE_URL", "HA_HEARTBEAT_INTERVAL_SECS", "RUST_LOG");
    }

    private static Throwable catchBind(MockEnvironment environment) {
        try {
            Binder.get(environment).bindOrCreate("harbour", Bindable.of(HarbourSettings.class));
            throw new AssertionError("bound");
        } catch (RuntimeException e) {
            return e;
        }
    }
}
