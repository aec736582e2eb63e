package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstacks.controller.device.DeviceConnectException.Reason;
import io.netstacks.controller.device.DeviceLogin.KeyLogin;
import io.netstacks.controller.terminal.TerminalSize;
import io.netstacks.controller.testing.OpenSshDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceLoginIT {

    private static OpenSshDevice device;
    private static DeviceTestbed bed;

    @BeforeAll
    static void start() {
        device = OpenSshDevice.start();
        bed = new DeviceTestbed().trusting(device);
    }

    @AfterAll
    static void stop() {
        bed.close();
        device.close();
    }

    @Test
    void aPasswordOpensAShell() {
        assumeTrue(OpenSshDevice.knowsPasswords(), OpenSshDevice.WHY_NO_PASSWORDS);

        LinkProbe shell = bed.opened(bed.byPassword(device, OpenSshDevice.PASSWORD));

        shell.type("echo $((40 + 2)) $TERM\n");
        shell.awaitText("42 xterm-256color");
        shell.link().close();
        shell.awaitEnd();
    }

    @Test
    void aKeyOpensAShell() {
        LinkProbe shell = bed.opened(bed.byKey(device));

        shell.type("echo $((40 + 2))\n");
        shell.awaitText("42");
        shell.link().close();
        assertThat(shell.awaitEnd().message()).contains("was closed");
    }

    @Test
    void aWrongPasswordIsAnAuthenticationFailureAndTriedOnce() {
        assumeTrue(OpenSshDevice.knowsPasswords(), OpenSshDevice.WHY_NO_PASSWORDS);
        long before = failures();

        DeviceConnectException e = bed.refused(bed.byPassword(device, "canary-wrong"));

        assertThat(e.reason()).isEqualTo(Reason.LOGIN_FAILED);
        assertThat(e)
                .hasMessageStartingWith("Authentication failed")
                .hasMessageContaining("127.0.0.1:" + device.port());
        assertThat(e.getMessage()).doesNotContain("canary");
        assertThat(failures() - before).isEqualTo(1);
    }

    private static long failures() {
        return device.log().stream()
                .filter(line -> line.contains("Failed password"))
                .count();
    }

    @Test
    void aWrongKeyIsAnAuthenticationFailure() throws Exception {
        try (OpenSshDevice other = OpenSshDevice.start()) {
            DeviceConnectException e = bed.refused(DeviceTestbed.request(
                    bed.engineer, device.host(), device.port(), new KeyLogin(device.keyUser(), other.privateKey())));

            assertThat(e.reason()).isEqualTo(Reason.LOGIN_FAILED);
            assertThat(e).hasMessageContaining("Authentication failed");
        }
    }

    @Test
    void aKeyThatCannotBeReadIsSaidToBeUnusable() {
        DeviceConnectException e = bed.refused(DeviceTestbed.request(
                bed.engineer, device.host(), device.port(), new KeyLogin(device.keyUser(), "canary, not a key")));

        assertThat(e.reason()).isEqualTo(Reason.CREDENTIAL_UNUSABLE);
        assertThat(e.getMessage()).doesNotContain("canary").doesNotContainIgnoringCase("auth");
    }

    @Test
    void theTerminalHasTheSizeThatWasAskedForAndFollowsEveryChange() {
        LinkProbe shell = bed.opened(bed.byKey(device));
        shell.type("stty size\n");
        shell.awaitText("24 80");

        shell.link().resize(new TerminalSize(132, 43));

        shell.type("stty size\n");
        shell.awaitText("43 132");
        shell.link().close();
    }

    @Test
    void theEndTellsTheExitStatusAfterAllOutput() {
        LinkProbe shell = bed.opened(bed.byKey(device));

        shell.type("printf 'last%s\\n' words; exit 7\n");

        var end = shell.awaitEnd();
        assertThat(end.exitStatus()).isEqualTo(7);
        assertThat(end.message()).contains("status 7");
        assertThat(shell.text()).contains("lastwords");
    }

    @Test
    void theBestOfferIsAPostQuantumKeyExchange() {
        assertThat(SshAlgorithms.keyExchanges().getFirst().getName()).isEqualTo("mlkem768x25519-sha256");
        LinkProbe shell = bed.opened(bed.byKey(device));
        shell.link().close();
    }

    @Test
    void aServerThatDiesEndsTheShellWithItsReason() {
        try (OpenSshDevice mortal = OpenSshDevice.start()) {
            bed.trusting(mortal);
            LinkProbe shell = bed.opened(bed.byKey(mortal));

            mortal.kill();

            var end = shell.awaitEnd();
            assertThat(end.message()).contains("127.0.0.1:" + mortal.port()).doesNotContainIgnoringCase("auth");
            assertThat(end.exitStatus()).isNull();
        }
    }
}
