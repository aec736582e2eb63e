package io.netstacks.controller.device;

import static io.netstacks.controller.device.DeviceConnection.FLOOD_BUFFER;
import static io.netstacks.controller.device.DeviceConnection.IDLE_BUFFER;
import static io.netstacks.controller.device.DeviceConnection.nextBuffer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DeviceConnectionTest {

    @Test
    @DisplayName(
            "A full read asks for a large buffer, a small one for a small buffer, and one between keeps what is there")
    void fits() {
        assertThat(nextBuffer(IDLE_BUFFER, 0)).isEqualTo(IDLE_BUFFER);
        assertThat(nextBuffer(IDLE_BUFFER, IDLE_BUFFER - 1)).isEqualTo(IDLE_BUFFER);
        assertThat(nextBuffer(IDLE_BUFFER, IDLE_BUFFER)).isEqualTo(FLOOD_BUFFER);
        assertThat(nextBuffer(FLOOD_BUFFER, FLOOD_BUFFER)).isEqualTo(FLOOD_BUFFER);
        assertThat(nextBuffer(FLOOD_BUFFER, IDLE_BUFFER)).isEqualTo(FLOOD_BUFFER);
        assertThat(nextBuffer(FLOOD_BUFFER, IDLE_BUFFER - 1)).isEqualTo(IDLE_BUFFER);
        assertThat(nextBuffer(FLOOD_BUFFER, -1)).isEqualTo(IDLE_BUFFER);
    }
}
