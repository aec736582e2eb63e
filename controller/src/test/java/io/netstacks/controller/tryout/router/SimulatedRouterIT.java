package io.netstacks.controller.tryout.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The router through a real SSH connection, as a person at a terminal meets it. */
class SimulatedRouterIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static SshClient client;

    private SimulatedRouter router;
    private ClientSession session;
    private ChannelShell shell;
    private OutputStream typing;
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private int seen;

    @BeforeAll
    static void startClient() {
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
    }

    @AfterAll
    static void stopClient() {
        client.stop();
    }

    @BeforeEach
    void startRouter() throws IOException {
        router = SimulatedRouter.start(
                0, SimulatedRouter.newHostKey(), "core-sw-1", "admin", "canary-login", "canary-enable");
        session =
                client.connect("admin", "127.0.0.1", router.port()).verify(SOON).getSession();
        session.addPasswordIdentity("canary-login");
        session.auth().verify(SOON);
    }

    @AfterEach
    void stopRouter() throws IOException {
        session.close(true);
        router.close();
    }

    @Test
    void aFirstVisitShowsPromptsPrivilegesAndAConfigurationThatTakesEffect() throws IOException {
        openShell(80, 50);
        expect("core-sw-1 is a simulated device", "core-sw-1>");
        type("sh ver\r");
        expect("sh ver\r\nSimulated Router Software", "core-sw-1>");
        type("show running-config\r");
        expect("          ^\r\n% Invalid input detected at '^' marker.");

        type("en\r");
        expect("Password: ");
        type("wrong\r");
        expect("\r\nPassword: ");
        type("canary-enable\r");
        expect("core-sw-1#");
        assertThat(text()).doesNotContain("canary");

        type("conf t\r");
        expect("End with CNTL/Z.\r\ncore-sw-1(config)#");
        type("hostname edge-7\r");
        expect("edge-7(config)#");
        type("int gi0/1\r");
        expect("edge-7(config-if)#");
        type("description To the lab\rshutdown\r\032");
        expect("^Z\r\nedge-7#");
        type("show interfaces gi0/1\r");
        expect("GigabitEthernet0/1 is administratively down", "Description: To the lab", "edge-7#");
        type("exit\r");
        await().atMost(SOON).until(() -> shell.isClosed() || shell.isEofSignalled());
    }

    @Test
    void longOutputStopsAtTheWindowsHeightUntilAKeyIsPressed() throws IOException {
        openShell(80, 10);
        expect("core-sw-1>");
        type("show ip interface brief\r");
        expect(" --More-- ");
        assertThat(text()).contains("GigabitEthernet0/0").doesNotContain("GigabitEthernet0/9");
        type("\r");
        expect(" --More-- ");
        type("q");
        expect("core-sw-1>");
        assertThat(text()).doesNotContain("Loopback0");

        shell.sendWindowChange(80, 200);
        type("show ip interface brief\r");
        expect("Loopback0", "core-sw-1>");

        shell.sendWindowChange(80, 10);
        type("terminal length 0\rshow ip interface brief\r");
        expect("core-sw-1>", "Loopback0", "core-sw-1>");
    }

    @Test
    void lineEditingHelpAndHistoryWork() throws IOException {
        openShell(80, 60);
        expect("core-sw-1>");
        type("show verx\177\r");
        expect("x\b \b\r\nSimulated Router");
        expect("core-sw-1>");
        type("show ip ?");
        expect("?\r\n  interface", "core-sw-1>show ip ");
        type("\025show clo\t");
        expect("core-sw-1>show clock ");
        type("\r");
        expect(" UTC ", "core-sw-1>");
        type("\033[A\033[A");
        expect("show ver");
        type("\003");
        expect("^C\r\ncore-sw-1>");
        type("s\r");
        expect("% Incomplete command.");
    }

    @Test
    void anInterruptEndsACommandAtOnce() throws IOException {
        openShell(80, 24);
        expect("core-sw-1>");
        type("ping 192.0.2.9\r");
        expect("!");
        type("\003");
        expect("Success rate is 100 percent", "core-sw-1>");

        type("enable\rcanary-enable\rterminal length 0\rshow tech-support\r");
        expect("00010 ");
        type("\003");
        expect("core-sw-1#");
        type("show clock\r");
        expect(" UTC ");
    }

    @Test
    void oneCommandWorksWithoutAShell() throws IOException {
        assertThat(session.executeRemoteCommand("show ip int brief")).contains("GigabitEthernet0/0", "Loopback0");
    }

    @Test
    void aWrongPasswordIsRefused() throws IOException {
        try (ClientSession other =
                client.connect("admin", "127.0.0.1", router.port()).verify(SOON).getSession()) {
            other.addPasswordIdentity("canary-wrong");
            assertThat(other.auth().await(SOON)).isTrue();
            assertThat(other.isAuthenticated()).isFalse();
        }
    }

    @Test
    void theHostKeyStaysTheSameOverRestartsAndIsPrivate(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("host key");
        try (SimulatedRouter first = start(file);
                SimulatedRouter second = start(file)) {
            assertThat(second.fingerprint()).isEqualTo(first.fingerprint()).startsWith("SHA256:");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static SimulatedRouter start(Path hostKey) throws IOException {
        return SimulatedRouter.start(0, SimulatedRouter.hostKey(hostKey), "r", "admin", "canary-a", "canary-b");
    }

    private void openShell(int columns, int rows) throws IOException {
        shell = session.createShellChannel();
        shell.setPtyColumns(columns);
        shell.setPtyLines(rows);
        shell.setOut(shown);
        shell.setErr(shown);
        shell.setRedirectErrorStream(true);
        shell.open().verify(SOON);
        typing = shell.getInvertedIn();
        assertThat(shell.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofMillis(1)))
                .doesNotContain(ClientChannelEvent.CLOSED);
    }

    private void type(String keys) throws IOException {
        typing.write(keys.getBytes(StandardCharsets.ISO_8859_1));
        typing.flush();
    }

    /** Waits until the texts were shown in this order, after what was expected before. */
    private void expect(String... texts) {
        for (String expected : texts) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(text().substring(seen)).contains(expected));
            seen = text().indexOf(expected, seen) + expected.length();
        }
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
