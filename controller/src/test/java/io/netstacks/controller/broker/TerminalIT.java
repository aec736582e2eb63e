package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job, over real parts: a WebSocket client of the JDK, a controller, an OpenSSH server. */
class TerminalIT {

    private static final String RESET = "\u001bc\u001b[3J";

    /** Bytes on the way to a client and not acknowledged, after which the device is paused (docs/terminal.md). */
    private static final int CLIENT_WINDOW = 256 * 1024;
    /** Bytes, about twice what lies between a shell and SSH's flow control: its pseudo-terminal's queues, and what sshd reads from them at once. */
    private static final int DEVICE_BUFFERS = 64 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TerminalScene scene;
    private static OpenSshDevice router;
    private static ApiClient alice;
    private static UUID device;
    private static UUID key;

    @BeforeAll
    static void start() {
        scene = new TerminalScene(Map.of("SESSION_ORPHAN_TIMEOUT_SECS", "300", "SSH_CONNECT_TIMEOUT_SECS", "8"));
        router = OpenSshDevice.start();
        alice = scene.user("alice", "operator");
        device = scene.device("core-sw-1", router);
        key = scene.key(alice, router);
        open().close();
    }

    @AfterAll
    static void stop() {
        scene.close();
        router.close();
    }

    @Test
    @DisplayName("contract §3.3: Reconnect and SessionInfo come before the first Data, then bytes flow both ways")
    void aTerminal() {
        try (TerminalSocket terminal = open()) {
            terminal.type("echo $((40+2))-answer\n").awaitText("42-answer");
            List<Frame> frames = terminal.frames();
            assertThat(frames.get(0)).isInstanceOf(Frame.Reconnect.class);
            assertThat(frames.get(1)).isInstanceOf(Frame.SessionInfo.class);
            assertThat(terminal.awaitSession())
                    .isEqualTo("{\"session_id\":\"%s\",\"credential_id\":\"%s\"}".formatted(terminal.sessionId(), key));
        }
    }

    @Test
    @DisplayName(
            "contract §3.3: a first connect has the size of the query, a resize reaches the device, a resume brings its own")
    void sizes() {
        TerminalSocket terminal = open();
        terminal.type("stty size\n").awaitText("24 80");
        terminal.resize(132, 43).type("stty size\n").awaitText("43 132");
        terminal.drop();
        try (TerminalSocket back = resume(terminal, "&cols=100&rows=30")) {
            back.awaitSession();
            back.type("stty size\n").awaitText("30 100");
        }
    }

    @Test
    @DisplayName("contract rule 4: no Data frame splits a character, whatever pieces the device sends")
    void charactersStayWhole() {
        try (TerminalSocket terminal = open()) {
            terminal.type("stty -echo; printf '%s' '€€€€€€€€' | dd bs=1 2>/dev/null; echo EN''D\n")
                    .awaitText("END");
            StringBuilder decodedEach = new StringBuilder();
            terminal.frames().forEach(frame -> {
                if (frame instanceof Frame.Data data) {
                    decodedEach.append(new String(data.bytes(), StandardCharsets.UTF_8));
                }
            });
            assertThat(decodedEach.toString()).contains("€€€€€€€€END").doesNotContain("\uFFFD");
        }
    }

    @Test
    void bytesOfOtherEncodingsArriveAsTheyAre() {
        try (TerminalSocket terminal = open()) {
            terminal.type("stty -echo; printf '\\374\\351\\200%s' EN''D\n").awaitText("END");
            assertThat(new String(terminal.bytes(), StandardCharsets.ISO_8859_1))
                    .contains("\u00fc\u00e9\u0080END");
        }
    }

    @Test
    @DisplayName("contract X10: every Ping is answered")
    void pings() {
        try (TerminalSocket terminal = open()) {
            terminal.send(new Frame.Ping()).send(new Frame.Ping());
            terminal.await(t -> t.count(Frame.Pong.class) == 2, "two Pongs");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', Empty frame",
        "00, Unknown frame type 0",
        "7f0102, Unknown frame type 127",
        "02, 4 bytes",
        "0200000000, not 0 x 0",
        "0200500000, not 80 x 0",
        "06414243, come from the controller only",
        "0700112233445566778899aabbccddeeff, come from the controller only",
        "087b7d, come from the controller only"
    })
    void rubbishIsAnsweredAndTheTerminalGoesOn(String hex, String text) {
        try (TerminalSocket terminal = open()) {
            terminal.sendRaw(java.util.HexFormat.of().parseHex(hex));
            assertThat(terminal.awaitError()).contains(text).doesNotContainIgnoringCase("auth");
            terminal.type("stty size; echo still-$((1+1))\n").awaitText("still-2");
            assertThat(terminal.text()).contains("24 80");
        }
    }

    @Test
    void aTextMessageIsAnsweredAndTheTerminalGoesOn() {
        try (TerminalSocket terminal = open()) {
            terminal.sendText("{\"type\":\"redirect\"}");
            assertThat(terminal.awaitError()).contains("Text messages");
            terminal.type("echo still-$((1+1))\n").awaitText("still-2");
        }
    }

    @Test
    void whoSendsNothingButRubbishIsClosedWithAReason() {
        try (TerminalSocket terminal = open();
                TerminalSocket other = open()) {
            for (int i = 0; i < 101; i++) {
                terminal.sendRaw(new byte[] {99});
            }
            assertThat(terminal.awaitClosed()).isEqualTo(1008);
            other.type("echo other-$((1+1))\n").awaitText("other-2");
        }
    }

    @Test
    void anOversizedMessageClosesThatSocketOnlyAndTheSessionCanBeResumed() {
        TerminalSocket terminal = open();
        terminal.type("MARK=kept\n").awaitText("MARK");
        try {
            terminal.sendRaw(new byte[2 * 1024 * 1024]);
        } catch (CompletionException _) {
            // The controller may close before the last byte is written.
        }
        terminal.awaitClosed();
        try (TerminalSocket back = resume(terminal, "")) {
            back.awaitSession();
            back.type("echo $MARK-$((1+1))\n").awaitText("kept-2");
        }
    }

    @Test
    void aLargePasteArrivesWhole() throws Exception {
        Path file = router.home().resolve("paste");
        try (TerminalSocket terminal = open()) {
            terminal.type("stty raw -echo; echo rea''dy; head -c 600000 > " + file + "; stty sane; echo writ''ten\n")
                    .awaitText("ready\n");
            byte[] paste = new byte[600_000];
            for (int i = 0; i < paste.length; i++) {
                paste[i] = (byte) ('a' + i % 26);
            }
            terminal.type(paste).awaitText("written");
            assertThat(Files.readAllBytes(file)).isEqualTo(paste);
        }
    }

    /** Many times: the controller's threads race for it. */
    @RepeatedTest(20)
    void whatIsTypedAsSoonAsTheSessionIsToldReachesTheDevice() {
        try (TerminalSocket terminal = scene.connect(alice, device, key, "")
                .typeAtOnce("echo early-$((1+1))\n")
                .resize(132, 43)) {
            scene.approveHostKeys(alice, terminal);
            terminal.awaitText("early-2");
            terminal.type("stty size\n").awaitText("43 132");
            terminal.type("exit\n").awaitText("Press Enter");
        }
    }

    @Test
    @DisplayName("contract §3.4: a socket whose request was refused answers pings and closes when asked")
    void aRefusedSocketIsStillASocket() {
        try (TerminalSocket terminal = scene.connectRaw("term=xterm&token=" + alice.token())) {
            assertThat(terminal.awaitError()).contains("credential_id");
            terminal.send(new Frame.Ping()).await(t -> t.count(Frame.Pong.class) == 1, "a Pong");
            terminal.send(new Frame.Close());
            assertThat(terminal.awaitClosed()).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @CsvSource({"none,401", "garbage,401", "foreign,401", "viewer,403"})
    @DisplayName("contract §3: a terminal without a good token is refused at the upgrade")
    void theUpgradeIsGuarded(String which, int status) {
        String token =
                switch (which) {
                    case "none" -> "";
                    case "garbage" -> "&token=not-a-token";
                    case "foreign" -> "&token=" + alice.token().replaceFirst("\\.[^.]*$", ".AAAA");
                    default -> "&token=" + scene.user("victor", "viewer").token();
                };
        assertThatThrownBy(() -> scene.connectRaw("credential_id=" + key + "&session_id=device-" + device + token))
                .hasCauseInstanceOf(WebSocketHandshakeException.class)
                .satisfies(e -> assertThat(((WebSocketHandshakeException) e.getCause())
                                .getResponse()
                                .statusCode())
                        .isEqualTo(status));
    }

    @Test
    void aForeignPageMayNotOpenATerminalAndTheDesktopClientMay() {
        String query = "credential_id=" + key + "&session_id=device-" + device + "&token=" + alice.token();
        URI base = URI.create(scene.controller.baseUrl());
        assertThatThrownBy(() -> TerminalSocket.open(TerminalScene.HTTP, base, query, "https://evil.example"))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        try (TerminalSocket desktop = TerminalSocket.open(TerminalScene.HTTP, base, query, "tauri://localhost")) {
            desktop.awaitSession();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "session_id=device-11111111-1111-1111-1111-111111111111, credential_id is missing",
        "credential_id=x&session_id=device-11111111-1111-1111-1111-111111111111, credential_id is not a UUID",
        "credential_id=11111111-1111-1111-1111-111111111111, session_id",
        "credential_id=11111111-1111-1111-1111-111111111111&session_id=11111111-1111-1111-1111-111111111111, names no device",
        "credential_id=11111111-1111-1111-1111-111111111111&host=a&port=0, port must be",
        "credential_id=11111111-1111-1111-1111-111111111111&host=a&port=70000, port must be",
        "credential_id=11111111-1111-1111-1111-111111111111&host=a%20b, host is not",
        "credential_id=11111111-1111-1111-1111-111111111111&host=a&term=x%1b, term is not",
        "credential_id=11111111-1111-1111-1111-111111111111&host=a&reconnect_token=1, reconnect_token is not"
    })
    void aQueryThatCannotBeUnderstoodIsAnsweredWithTheParametersName(String query, String text) {
        try (TerminalSocket terminal = scene.connectRaw(query + "&token=" + alice.token())) {
            assertThat(terminal.awaitError()).contains(text).doesNotContainIgnoringCase("auth");
            assertThat(terminal.isClosed()).isFalse();
        }
    }

    @Test
    void aDeviceThatIsNotThereIsAnErrorAndTheNextKeyPressTriesAgain() throws Exception {
        int port = freePort();
        UUID missing = scene.device("missing", "127.0.0.1", port);
        try (TerminalSocket terminal = scene.connect(alice, missing, key, "")) {
            assertThat(terminal.awaitError()).contains("127.0.0.1:" + port).doesNotContainIgnoringCase("auth");
            terminal.type("x");
            terminal.await(t -> t.count(Frame.Error.class) == 2, "a second Error");
            assertThat(terminal.isClosed()).isFalse();
            assertThat(terminal.frames()).noneMatch(f -> f instanceof Frame.SessionInfo);
        }
    }

    @Test
    @DisplayName("C014 a device that says nothing is given up after SSH_CONNECT_TIMEOUT_SECS")
    void aSilentDevice() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            UUID hanging = scene.device("silent", "127.0.0.1", silent.getLocalPort());
            try (TerminalSocket terminal = scene.connect(alice, hanging, key, "")) {
                assertThat(terminal.awaitError()).contains("8 s").doesNotContainIgnoringCase("auth");
            }
        }
    }

    @Test
    @DisplayName(
            "design 8.4: a refused login is an Error with the client's own word, is not repeated by us, and slows the next one down")
    void aRefusedLogin() {
        ApiClient bob = scene.user("bob", "operator");
        UUID wrong = scene.password(bob, OpenSshDevice.USER, "canary-wrong-password");
        try (TerminalSocket terminal = scene.open(bob, device, wrong)) {
            assertThat(terminal.awaitError()).containsIgnoringCase("authentication failed");
            assertThat(terminal.isClosed()).isFalse();
            terminal.type("x");
            terminal.await(t -> t.count(Frame.Error.class) == 2, "a second Error");
            assertThat(terminal.awaitError())
                    .contains("The last login to this device failed. Wait")
                    .doesNotContainIgnoringCase("auth");
        }
    }

    @Test
    void aPasswordLogin() {
        assumeTrue(OpenSshDevice.knowsPasswords(), OpenSshDevice.WHY_NO_PASSWORDS);
        UUID right = scene.password(alice, OpenSshDevice.USER, OpenSshDevice.PASSWORD);
        try (TerminalSocket terminal = scene.open(alice, device, right)) {
            terminal.type("whoami\n").awaitText(OpenSshDevice.USER);
        }
    }

    @Test
    @DisplayName("design 8.4: a shared credential goes only where, and only for whom, it was granted")
    void grants() {
        UUID shared = TerminalScene.id(scene.admin.post(
                "/api/admin/credentials",
                Map.of(
                        "name",
                        "shared",
                        "credential_type",
                        "ssh_key",
                        "username",
                        router.keyUser(),
                        "secret",
                        router.privateKey())));
        try (TerminalSocket terminal = scene.connect(alice, device, shared, "")) {
            assertThat(terminal.awaitError()).doesNotContainIgnoringCase("auth");
        }
        TerminalScene.expect(
                201,
                scene.admin.post(
                        "/api/admin/credentials/" + shared + "/grants",
                        Map.of("device_id", device, "role", "operator")));
        try (TerminalSocket terminal = scene.open(alice, device, shared)) {
            terminal.awaitSession();
        }
        UUID elsewhere = scene.device("elsewhere", router);
        try (TerminalSocket terminal = scene.connect(alice, elsewhere, shared, "")) {
            terminal.awaitError();
            assertThat(terminal.frames()).noneMatch(f -> f instanceof Frame.SessionInfo);
        }
        try (TerminalSocket bare = scene.connectRaw(
                "credential_id=" + shared + "&host=127.0.0.1&port=" + router.port() + "&token=" + alice.token())) {
            bare.awaitError();
            assertThat(bare.frames()).noneMatch(f -> f instanceof Frame.SessionInfo);
        }
    }

    @Test
    void theClientsHostAndPortDoNotCountWhereADeviceIsNamed() throws Exception {
        try (TerminalSocket terminal = scene.connect(alice, device, key, "&host=192.0.2.1&port=9")) {
            terminal.awaitSession();
        }
    }

    @Test
    void aBareHostTakesAPersonalCredential() {
        try (TerminalSocket terminal = scene.connectRaw(
                "credential_id=" + key + "&host=127.0.0.1&port=" + router.port() + "&token=" + alice.token())) {
            terminal.awaitSession();
        }
    }

    @Test
    void aCredentialThatIsGoneAndOneOfSomebodyElseAreTheSameError() {
        UUID gone = scene.key(alice, router);
        alice.delete("/api/credentials/personal/" + gone);
        UUID foreign = scene.key(scene.admin, router);
        try (TerminalSocket first = scene.connect(alice, device, gone, "");
                TerminalSocket second = scene.connect(alice, device, foreign, "")) {
            assertThat(first.awaitError()).isEqualTo(second.awaitError());
        }
    }

    @Test
    void aDeviceThatIsGoneIsSaid() {
        try (TerminalSocket terminal = scene.connect(alice, UUID.randomUUID(), key, "")) {
            assertThat(terminal.awaitError()).contains("not in the inventory");
        }
    }

    @Test
    @DisplayName("design 8.2: a client that has everything goes on with the same shell, without a replay")
    void aResumeWithoutLoss() {
        TerminalSocket terminal = open();
        terminal.type("MARK=mine; echo one-$((1+1))\n").awaitText("one-2");
        terminal.awaitAcknowledged();
        terminal.drop();
        try (TerminalSocket back = resume(terminal, "")) {
            assertThat(back.sessionId()).isEqualTo(terminal.sessionId());
            assertThat(back.resumeToken()).isEqualTo(terminal.resumeToken());
            back.type("echo $MARK-again\n").awaitText("mine-again");
            assertThat(back.text()).doesNotContain("one-2").doesNotContain(RESET);
        }
    }

    @Test
    @DisplayName("design 8.2: a client that may have lost output gets a reset screen and everything again, once")
    void aResumeAfterLoss() {
        TerminalSocket terminal = open();
        terminal.awaitAcknowledged();
        terminal.stopReading();
        terminal.type("stty -echo; for i in $(seq 1 500); do echo line-$i; done; echo ALL-$((1+1))\n");
        await().untilAsserted(() -> assertThat(terminal.frames()).isNotEmpty());
        terminal.drop();
        try (TerminalSocket back = resume(terminal, "")) {
            back.awaitText("ALL-2");
            String text = back.text();
            assertThat(text).startsWith(RESET);
            for (int i = 1; i <= 500; i++) {
                assertThat(text.split("line-" + i + "\r\n", -1)).hasSize(2);
            }
        }
    }

    @Test
    @DisplayName("contract §3.5: the same token while the old socket still looks alive takes the session over")
    void theNewerSocketWins() {
        TerminalSocket old = open();
        old.type("echo old-$((1+1))\n").awaitText("old-2");
        try (TerminalSocket fresh = resume(old, "")) {
            fresh.awaitSession();
            old.awaitClosed();
            fresh.type("echo fresh-$((1+1))\n").awaitText("fresh-2");
        }
    }

    @Test
    @DisplayName("contract §3.5: an unknown token is a fresh session with a notice")
    void anUnknownToken() {
        try (TerminalSocket terminal = scene.resume(alice, device, key, UUID.randomUUID(), "")) {
            terminal.awaitSession();
            terminal.awaitText("this is a new one");
        }
    }

    @Test
    @DisplayName("contract §3.5: a token of somebody else opens nothing of theirs")
    void aForeignToken() {
        ApiClient carol = scene.user("carol", "operator");
        UUID hers = scene.key(carol, router);
        TerminalSocket terminal = open();
        terminal.type("MARK=private\n").awaitText("MARK");
        try (TerminalSocket thief = scene.resume(carol, device, hers, terminal.resumeToken(), "")) {
            thief.awaitText("this is a new one");
            assertThat(thief.sessionId()).isNotEqualTo(terminal.sessionId());
            thief.type("echo [$MARK]\n").awaitText("[]");
            terminal.type("echo still-$((1+1))\n").awaitText("still-2");
        }
        terminal.close();
    }

    @Test
    @DisplayName("design 8.1: a shell that ended says so, the socket stays, Enter starts a new one")
    void theEndOfAShell() {
        try (TerminalSocket terminal = open()) {
            UUID first = terminal.sessionId();
            terminal.type("exit 3\n").awaitText("Press Enter to start a new one.");
            assertThat(terminal.text()).contains("Session ended").contains("3");
            terminal.type("x");
            terminal.type("\r").await(t -> !t.sessionId().equals(first), "a new session");
            terminal.type("echo new-$((1+1))\n").awaitText("new-2");
        }
    }

    @Test
    void theNextShellHasTheSizeOfTheWindow() {
        try (TerminalSocket terminal = open()) {
            UUID first = terminal.sessionId();
            terminal.resize(132, 43).type("exit\n").awaitText("Press Enter");
            terminal.type("\r").await(t -> !t.sessionId().equals(first), "a new session");
            terminal.type("stty size\n").awaitText("43 132");
        }
    }

    @Test
    void whoSignedOutOpensNothingMoreOnASocketThatIsOpen() {
        ApiClient erin = scene.user("erin", "operator");
        UUID hers = scene.key(erin, router);
        try (TerminalSocket terminal = scene.open(erin, device, hers)) {
            terminal.awaitSession();
            erin.post("/api/auth/logout", null);
            terminal.type("exit\n").awaitText("Press Enter");
            terminal.type("\r");
            assertThat(terminal.awaitError()).contains("sign in again").doesNotContainIgnoringCase("auth");
        }
    }

    @Test
    void aTokenOfAnEndedSessionSaysSoAndEnterStartsANewOne() {
        TerminalSocket terminal = open();
        UUID first = terminal.sessionId();
        terminal.type("exit\n").awaitText("Press Enter");
        terminal.drop();
        try (TerminalSocket back = resume(terminal, "")) {
            back.awaitText("has ended. Press Enter");
            assertThat(back.sessionId()).isEqualTo(first);
            back.type("\r").await(t -> !t.sessionId().equals(first), "a new session");
            back.type("echo new-$((1+1))\n").awaitText("new-2");
        }
    }

    @Test
    @DisplayName("design 8.4: what was taken away while somebody looked at a host key is not sent any more")
    void aCredentialThatGoesWhileTheHostKeyIsAskedAboutIsNotUsed() {
        UUID unknown = scene.device("asked-about", "localhost", router.port());
        UUID going = scene.key(alice, router);
        try (TerminalSocket terminal = scene.connect(alice, unknown, going, "")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> !alice.get("/api/host-keys/prompts")
                    .json()
                    .at("/prompts")
                    .isEmpty());
            alice.delete("/api/credentials/personal/" + going);
            scene.approveHostKeys(alice, terminal);
            assertThat(terminal.awaitError())
                    .containsIgnoringCase("credential")
                    .doesNotContain("fault")
                    .doesNotContainIgnoringCase("auth");
        }
    }

    /** Many times, because the client may leave in any moment of the connecting. */
    @RepeatedTest(20)
    void aClientThatLeavesWhileConnectingLeavesNothingBehind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            UUID hanging = scene.device("silent-2" + UUID.randomUUID(), "127.0.0.1", silent.getLocalPort());
            TerminalSocket terminal = scene.connect(alice, hanging, key, "");
            try (java.net.Socket accepted = silent.accept()) {
                terminal.drop();
                accepted.setSoTimeout(6000);
                // What the controller sent so far, then the end of the stream: well before the connect timeout.
                byte[] buffer = new byte[1024];
                int read;
                do {
                    read = accepted.getInputStream().read(buffer);
                } while (read > 0);
                assertThat(read).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName(
            "a slow reader: the device is paused before more than a window waits, others go on, and an interrupt still takes effect")
    void aSlowReader() throws Exception {
        Path sent = router.home().resolve("sent");
        Path mark = router.home().resolve("interrupted");
        try (TerminalSocket terminal = open();
                TerminalSocket other = open()) {
            // The file grows by one byte for each KiB that the shell got rid of.
            terminal.type("trap 'touch " + mark + "; exit' INT; block=$(printf %01024d 0); "
                            + "while :; do printf %s $block; printf . >> " + sent + "; done\n")
                    .awaitText("0".repeat(4096));
            terminal.stopReading();
            await("the device shows nothing while another shows four windows")
                    .atMost(PATIENCE)
                    .until(() -> {
                        long before = Files.size(sent);
                        show(other, 4 * CLIENT_WINDOW);
                        return Files.size(sent) == before;
                    });
            assertThat(Files.size(sent) * 1024)
                    .isLessThanOrEqualTo(terminal.bytes().length + CLIENT_WINDOW + DEVICE_BUFFERS);
            terminal.type(new byte[] {3});
            await().atMost(PATIENCE).until(() -> Files.exists(mark));
            terminal.startReading().awaitText("Press Enter to start a new one.");
        }
    }

    @Test
    void manyFloodingSessionsDoNotDisturbAnother() {
        List<TerminalSocket> flooding = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            flooding.add(open().type("yes\n"));
        }
        try (TerminalSocket terminal = open()) {
            terminal.type("echo calm-$((1+1))\n").awaitText("calm-2");
        }
        // Without a client they would go on and fill their recordings until the last test is over.
        flooding.forEach(terminal -> terminal.type(new byte[] {3}).type("exit\n"));
        flooding.forEach(terminal -> terminal.awaitText("Press Enter").close());
    }

    @Test
    @DisplayName(
            "contract C42, C43, C47: every session is recorded, listed, and plays what was shown and nothing that was typed unseen")
    void theRecording() {
        TerminalSocket terminal = open();
        terminal.type("stty -echo; echo first\n").awaitText("first\r\n");
        terminal.type("read secret; echo got-${#secret}\n");
        terminal.type("canary-typed-unseen\n").awaitText("got-19");
        terminal.type("exit\n").awaitText("Press Enter");
        terminal.close();
        String session = terminal.sessionId().toString();
        await().untilAsserted(() -> assertThat(recording(session)).contains("\"status\":\"complete\""));
        String id = recording(session).replaceAll(".*?\"id\":\"([^\"]*)\".*", "$1");
        String cast = alice.get("/api/recordings/" + id + "/data").body();
        assertThat(cast).startsWith("{\"version\":2").contains("got-19").doesNotContain("\"i\"");
        assertThat(scene.user("dave", "operator").get("/api/recordings/" + id).status())
                .isEqualTo(404);
        assertThat(scene.admin.get("/api/recordings/" + id).status()).isEqualTo(200);
    }

    private static String recording(String session) {
        for (tools.jackson.databind.JsonNode recording :
                alice.get("/api/recordings?limit=1000").json()) {
            if (recording.at("/session_id").stringValue().equals(session)) {
                return recording.toString();
            }
        }
        return "";
    }

    /** Has a shell show so many bytes, and waits until they have come. */
    private static void show(TerminalSocket terminal, int bytes) {
        String end = "shown-" + UUID.randomUUID();
        terminal.type("head -c " + bytes + " /dev/zero | tr '\\0' x; echo " + end + "\n")
                .awaitText("x" + end);
    }

    private static TerminalSocket open() {
        TerminalSocket terminal = scene.open(alice, device, key);
        terminal.awaitSession();
        return terminal;
    }

    private static TerminalSocket resume(TerminalSocket before, String more) {
        return scene.resume(alice, device, key, before.resumeToken(), more);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
