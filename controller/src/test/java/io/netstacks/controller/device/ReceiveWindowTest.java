package io.netstacks.controller.device;

import static io.netstacks.controller.device.ReceiveWindow.INITIAL;
import static io.netstacks.controller.device.ReceiveWindow.LARGEST;
import static io.netstacks.controller.device.ReceiveWindow.STEP;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiveWindowTest {

    private final ReceiveWindow window = new ReceiveWindow();

    @Test
    void theFirstGrantsCoverWhatTheDeviceMaySendAnyway() {
        window.grant(INITIAL);

        assertThat(window.announce()).isZero();
    }

    @Test
    void moreThanWasAnnouncedIsRefused() {
        assertThat(window.receive(INITIAL)).isTrue();
        assertThat(window.receive(1)).isFalse();
    }

    @Test
    void smallGrantsAreGatheredWhileTheDeviceHasRoom() {
        window.grant(INITIAL);
        for (int i = 0; i < STEP - 1; i++) {
            window.grant(1);
            assertThat(window.announce()).isZero();
        }
        window.grant(1);
        assertThat(window.announce()).isEqualTo(STEP);
    }

    @Test
    void aDeviceThatHasLittleLeftIsToldEveryByteAtOnce() {
        window.grant(INITIAL);
        window.receive(INITIAL);

        window.grant(1);

        assertThat(window.announce()).isEqualTo(1);
        assertThat(window.announce()).isZero();
    }

    @Test
    void aGenerousGrantIsAnnouncedAsFarAsTheLargestWindow() {
        window.grant(Long.MAX_VALUE);
        window.grant(Long.MAX_VALUE);
        assertThat(window.announce()).isEqualTo(LARGEST - INITIAL);

        window.receive(STEP);
        assertThat(window.announce()).isEqualTo(STEP);
    }
}
