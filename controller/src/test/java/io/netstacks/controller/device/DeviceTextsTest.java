package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.device.DeviceConnectException.Reason;
import io.netstacks.controller.device.DeviceLogin.KeyLogin;
import io.netstacks.controller.device.DeviceLogin.PasswordLogin;
import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.terminal.TerminalSize;
import java.net.ConnectException;
import java.util.Set;
import java.util.UUID;
import org.apache.sshd.common.SshException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTextsTest {

    private static final CurrentUser USER =
            new CurrentUser(UUID.randomUUID(), "engineer", Set.of(), Set.of(), UUID.randomUUID());

    private static DeviceConnect to(String host) {
        return new DeviceConnect(
                USER, host, 22, new PasswordLogin("author", "canary-text"), TerminalSize.DEFAULT, "xterm", null);
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = "LOGIN_FAILED", mode = Mode.EXCLUDE)
    void onlyAFailedLoginMayHoldTheLettersThatTheTerminalLooksFor(Reason reason) {
        DeviceConnectException e =
                new DeviceConnectException(reason, "OAUTH-gw.example.com is not authorised by the Authority");

        assertThat(e.getMessage()).doesNotContainIgnoringCase("auth");
        assertThat(e.getMessage().replace("\u2060", ""))
                .isEqualTo("OAUTH-gw.example.com is not authorised by the Authority");
    }

    @Test
    void aFailedLoginSaysSo() {
        DeviceConnectException e = ConnectFailure.notLoggedIn(
                to("sw1"), new SshException(14, "No more authentication methods available"), true);

        assertThat(e.reason()).isEqualTo(Reason.LOGIN_FAILED);
        assertThat(e).hasMessageStartingWith("Authentication failed").hasMessageContaining("sw1:22");
    }

    @Test
    void anAddressOfTheSixthVersionIsInBrackets() {
        assertThat(ConnectFailure.notConnected(to("2001:db8::1"), new ConnectException("Connection refused")))
                .hasMessageContaining("[2001:db8::1]:22");
    }

    @Test
    void textsOfDevicesAreOneShortPrintableLine() {
        assertThat(SafeText.printable("a\u0000\u001b]0;x\u0007b\r\n\u202ec\ud800d"))
                .isEqualTo("a ]0;x b c d");
        assertThat(SafeText.printable("x".repeat(10_000))).hasSizeLessThan(250);
    }

    @Test
    void noTextFormShowsASecret() {
        assertThat(new PasswordLogin("u", "canary-p").toString()).doesNotContain("canary");
        assertThat(new KeyLogin("u", "canary-k").toString()).doesNotContain("canary");
        assertThat(to("sw1").toString()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u0000b", "a\nb"})
    void whatIsNoHostIsRefused(String host) {
        assertThatThrownBy(() -> to(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3601})
    @DisplayName("C014 SSH_CONNECT_TIMEOUT_SECS is 1 to 3600")
    void aTimeoutOutOfRangeStopsTheStart(int seconds) {
        assertThatThrownBy(() -> new SshSettings(seconds))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("SSH_CONNECT_TIMEOUT_SECS");
    }
}
