package io.netstacks.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.health.HealthDecision.Valkey;
import io.netstacks.controller.startup.Startup.Phase;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthDecisionTest {

    @ParameterizedTest
    @DisplayName("D003, D004, D005, D006, D007: status, HTTP status and readiness follow design D3")
    @CsvSource({
        "READY,    true,  NOT_CONFIGURED, healthy,  200, true",
        "READY,    true,  CONNECTED,      healthy,  200, true",
        "READY,    true,  DISCONNECTED,   degraded, 200, true",
        "READY,    false, NOT_CONFIGURED, degraded, 503, true",
        "READY,    false, DISCONNECTED,   degraded, 503, true",
        "STARTING, true,  NOT_CONFIGURED, degraded, 503, false",
        "STARTING, false, CONNECTED,      degraded, 503, false",
        "DRAINING, true,  CONNECTED,      degraded, 503, false"
    })
    void theTable(Phase phase, boolean database, Valkey valkey, String status, int httpStatus, boolean ready) {
        HealthDecision decision = HealthDecision.of(phase, database, valkey);
        assertThat(decision.status()).isEqualTo(status);
        assertThat(decision.httpStatus()).isEqualTo(httpStatus);
        assertThat(decision.ready()).isEqualTo(ready);
    }
}
