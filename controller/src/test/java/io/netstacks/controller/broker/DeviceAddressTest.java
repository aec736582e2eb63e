package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceAddressTest {

    @ParameterizedTest
    @CsvSource({
        "sw1.example.net, SW1.Example.Net",
        "sw1.example.net, sw1.example.net.",
        "192.0.2.1, ::ffff:192.0.2.1",
        "127.0.0.1, 127.1",
        "2001:db8::1, 2001:DB8:0:0::1",
        "2001:db8::1, [2001:db8::1]"
    })
    void spellingsOfOneHostAreOneDevice(String one, String other) {
        assertThat(new DeviceAddress(one, 22)).isEqualTo(new DeviceAddress(other, 22));
    }

    @Test
    void anotherPortIsAnotherDevice() {
        assertThat(new DeviceAddress("sw1", 22)).isNotEqualTo(new DeviceAddress("sw1", 2222));
    }

    @ParameterizedTest
    @CsvSource({"sw1, sw2", "192.0.2.1, 192.0.2.2", "localhost, 127.0.0.1", "sw1, sw1.example.net"})
    void otherNamesAreOtherDevices(String one, String other) {
        assertThat(new DeviceAddress(one, 22)).isNotEqualTo(new DeviceAddress(other, 22));
    }
}
