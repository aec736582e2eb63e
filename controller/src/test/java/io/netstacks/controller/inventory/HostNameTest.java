package io.netstacks.controller.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.web.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core1",
                "core1.example.net",
                "CORE-1.example.net",
                "sw_access_01.lab",
                "1core.example",
                "xn--bcher-kva.example",
                "192.0.2.1",
                "0.0.0.0",
                "2001:db8::1",
                "::1",
                "::ffff:192.0.2.1",
                "fe80::1"
            })
    void aDnsNameOrAnAddressIsTaken(String host) {
        assertThat(HostName.require("host", host)).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "core 1",
                "core1\u0000",
                "core1\n",
                "-core1",
                "core1-",
                "core1..example",
                ".example",
                "core1.",
                "user@core1",
                "core1:22",
                "ssh://core1",
                "core1/path",
                "core1?x",
                "core1#x",
                "core%31",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "2001:db8:::1",
                "1:2:3:4:5:6:7:8:9",
                "256.0.0.1",
                "192.0.2",
                "192.0.2.1.5",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0x0.0x0.0x1",
                "010.0.0.1",
                "bücher.example"
            })
    void anythingElseIsRefused(String host) {
        assertThatThrownBy(() -> HostName.require("host", host))
                .isInstanceOf(ApiException.class)
                .hasMessageStartingWith("host must be a DNS name or an IP address");
    }

    @Test
    void lengthsAreLimited() {
        String label = "a".repeat(63);
        String longest = String.join(".", label, label, label, "a".repeat(61));
        assertThat(HostName.require("host", longest)).hasSize(253);
        assertThatThrownBy(() -> HostName.require("host", longest + "a")).hasMessageContaining("253");
        assertThatThrownBy(() -> HostName.require("host", label + "a")).isInstanceOf(ApiException.class);
    }
}
