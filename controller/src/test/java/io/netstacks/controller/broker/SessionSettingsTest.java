package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.terminal.SessionLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSettingsTest {

    private static SessionSettings withScrollback(int bytes) {
        return new SessionSettings(300, bytes, 200, 50, 120);
    }

    @ParameterizedTest
    @ValueSource(ints = {131_072, 262_144, 16_777_216})
    void whatIsOnItsWayToAClientIsHeldForItsReturnBesideTheScrollback(int scrollback) {
        SessionLimits limits = withScrollback(scrollback).limits();
        assertThat(limits.scrollbackBytes()).isEqualTo(scrollback);
        assertThat(limits.mostOutput()).isGreaterThanOrEqualTo(limits.largestClientWindow());
    }

    @ParameterizedTest
    @ValueSource(ints = {131_071, 16_777_217})
    void whatIsOutsideTheDocumentedRangeIsRefusedByName(int scrollback) {
        assertThatThrownBy(() -> withScrollback(scrollback))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("SESSION_SCROLLBACK_BYTES")
                .hasMessageContaining("131072 to 16777216");
    }
}
