package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConnectLimitsTest {

    private static final DeviceAddress ROUTER = new DeviceAddress("router.example.net", 22);
    private static final DeviceAddress SWITCH = new DeviceAddress("switch.example.net", 22);

    private final UUID anna = UUID.randomUUID();
    private final UUID ben = UUID.randomUUID();
    private final ConnectLimits limits = new ConnectLimits(new SessionSettings(300, 262_144, 2, 3, 4));

    @Test
    void aUserHasSoManySessionsAndNoMoreUntilOneEnds() {
        ConnectLimits.Place place = limits.take(anna, ROUTER);
        limits.take(anna, SWITCH);

        assertThatThrownBy(() -> limits.take(anna, SWITCH)).hasMessageContaining("You have 2 open sessions");

        place.giveBack();
        place.giveBack();
        limits.take(anna, SWITCH);
        assertThatThrownBy(() -> limits.take(anna, SWITCH)).isInstanceOf(TerminalRefusedException.class);
    }

    @Test
    void aDeviceHasSoManySessionsHoweverItIsNamed() {
        limits.take(anna, new DeviceAddress("Router.example.net", 22));
        limits.take(anna, new DeviceAddress("router.example.net.", 22));
        limits.take(ben, ROUTER);

        assertThatThrownBy(() -> limits.take(ben, new DeviceAddress("ROUTER.EXAMPLE.NET", 22)))
                .hasMessageContaining("The device has 3 open sessions");

        // What was refused holds no place of the user's.
        assertThatCode(() -> limits.take(ben, SWITCH)).doesNotThrowAnyException();
    }

    @Test
    void aUserMakesSoManyAttemptsAMinute() {
        for (int i = 0; i < 4; i++) {
            limits.countAttempt(anna);
        }

        assertThatThrownBy(() -> limits.countAttempt(anna)).hasMessageContaining("more than 4 within a minute");
        assertThatCode(() -> limits.countAttempt(ben)).doesNotThrowAnyException();
    }
}
