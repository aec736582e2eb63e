package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

    @Test
    void namesAndAddressesComeInOneForm() {
        assertThat(ServerName.parse("Netstacks.Example.COM")).contains(new ServerName("netstacks.example.com", false));
        assertThat(ServerName.parse("*.example.com")).contains(new ServerName("*.example.com", false));
        assertThat(ServerName.parse("10.0.0.5")).contains(new ServerName("10.0.0.5", true));
        assertThat(ServerName.parse("[::1]")).isEqualTo(ServerName.parse("0:0:0:0:0:0:0:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "https://x", "x:3000", "-x", "a..b", "a.*.b", "größe.example"})
    void otherTextIsNoName(String text) {
        assertThat(ServerName.parse(text)).isEmpty();
    }

    @Test
    void aCertificateHoldsTheLocalNamesAndTheConfiguredOnes() {
        assertThat(ServerName.wanted(List.of("extra.example.com"), "edge-1", "https://ns.example.com:8443/x"))
                .extracting(ServerName::value)
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "edge-1", "ns.example.com", "extra.example.com");
        assertThat(ServerName.wanted(List.of(), "Rack 4, left", "::not a url::"))
                .noneMatch(name -> name.value().contains(" "));
    }
}
