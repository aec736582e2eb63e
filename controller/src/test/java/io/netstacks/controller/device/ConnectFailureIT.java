package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netstacks.controller.device.DeviceConnectException.Reason;
import io.netstacks.controller.device.DeviceLogin.PasswordLogin;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.testing.MisbehavingDevice;
import io.netstacks.controller.testing.MisbehavingDevice.SlowAnswers;
import io.netstacks.controller.testing.OpenSshDevice;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class ConnectFailureIT {

    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final KeyPair HOST_KEY = MisbehavingDevice.hostKey();

    private static DeviceTestbed bed;

    @BeforeAll
    static void start() {
        bed = new DeviceTestbed(SHORT, new InProcessHostKeyPrompts(Clock.systemUTC(), Schedulers.parallel()));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void nothingIsLeft() {
        Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(bed.openSessions())
                .isZero());
    }

    private static DeviceConnect to(MisbehavingDevice device) {
        return to(device, MisbehavingDevice.PASSWORD);
    }

    private static DeviceConnect to(MisbehavingDevice device, String password) {
        return DeviceTestbed.request(
                bed.engineer, device.host(), device.port(), new PasswordLogin("engineer", password));
    }

    private static MisbehavingDevice known(MisbehavingDevice device) {
        HostKey key = HostKey.of(HOST_KEY.getPublic());
        bed.knownKeys.remove(device.host(), device.port()).block();
        bed.knownKeys
                .store(device.host(), device.port(), key, null, bed.admin.id())
                .block();
        return device;
    }

    /** Every refusal but a failed login: rule 8 of the terminal contract, and no control characters. */
    private static DeviceConnectException refused(MisbehavingDevice device) {
        DeviceConnectException e = bed.refused(to(device));
        assertThat(e.getMessage())
                .doesNotContainIgnoringCase("auth")
                .doesNotContain("canary")
                .matches("\\P{Cntrl}+");
        return e;
    }

    @Test
    void aClosedPortIsSaidToRefuse() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        DeviceConnectException e = bed.refused(
                DeviceTestbed.request(bed.engineer, "127.0.0.1", port, new PasswordLogin("engineer", "canary")));

        assertThat(e.reason()).isEqualTo(Reason.REFUSED);
        assertThat(e).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aNameThatDoesNotExistIsSaidToBeUnknown() {
        DeviceConnectException e = bed.refused(
                DeviceTestbed.request(bed.engineer, "authority.invalid", 22, new PasswordLogin("engineer", "canary")));

        assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
        assertThat(e.getMessage()).doesNotContainIgnoringCase("auth");
    }

    @Test
    void theUnspecifiedAddressIsNoDevice() {
        DeviceConnectException e = bed.refused(
                DeviceTestbed.request(bed.engineer, "0.0.0.0", 22, new PasswordLogin("engineer", "canary")));

        assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    }

    static List<Supplier<MisbehavingDevice>> silentDevices() {
        return List.of(MisbehavingDevice::blackHole, MisbehavingDevice::silent, MisbehavingDevice::silentAfterBanner);
    }

    @ParameterizedTest
    @MethodSource("silentDevices")
    @DisplayName("C014 a device that does not answer is given up after SSH_CONNECT_TIMEOUT_SECS")
    void aDeviceThatDoesNotAnswerIsGivenUpInTime(Supplier<MisbehavingDevice> kind) {
        try (MisbehavingDevice device = kind.get()) {
            long begin = System.nanoTime();

            DeviceConnectException e = refused(device);

            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(e).hasMessageContaining("127.0.0.1:" + device.port()).hasMessageContaining("2 s");
            assertThat(took).isBetween(SHORT.minusMillis(50), SHORT.plusMillis(1000));
        }
    }

    @ParameterizedTest
    @MethodSource("silentDevices")
    void cancellingLeavesNothingBehind(Supplier<MisbehavingDevice> kind) {
        try (MisbehavingDevice device = kind.get()) {
            Disposable attempt = bed.open(to(device)).subscribe();
            Awaitility.await().pollDelay(Duration.ofMillis(200)).until(() -> true);

            long begin = System.nanoTime();
            attempt.dispose();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void cancellingAtAnyMomentLeavesNothingBehind() {
        try (OpenSshDevice device = OpenSshDevice.start()) {
            bed.trusting(device);
            for (int delay = 0; delay < 200; delay += 10) {
                Disposable attempt = bed.open(bed.byKey(device)).subscribe();
                Awaitility.await().pollDelay(Duration.ofMillis(delay)).until(() -> true);
                attempt.dispose();
            }
        }
    }

    @Test
    void manyDevicesThatDoNotAnswerDoNotKeepOthersWaiting() {
        try (OpenSshDevice device = OpenSshDevice.start();
                MisbehavingDevice hole = MisbehavingDevice.blackHole()) {
            bed.trusting(device);
            List<Disposable> waiting = new ArrayList<>();
            IntStream.range(0, 50).forEach(_ -> waiting.add(bed.open(to(hole)).subscribe(l -> {}, e -> {})));

            long begin = System.nanoTime();
            bed.opened(bed.byKey(device)).link().close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
            waiting.forEach(Disposable::dispose);
        }
    }

    @Test
    void aDeviceThatHangsUpDuringKeyExchangeIsSaidToHaveClosed() {
        try (MisbehavingDevice device = MisbehavingDevice.closingDuringKeyExchange()) {
            assertThat(refused(device).reason()).isEqualTo(Reason.CLOSED_DURING_LOGIN);
        }
    }

    @Test
    void whatIsNotSshIsSaidSo() {
        try (MisbehavingDevice device = MisbehavingDevice.speakingHttp()) {
            assertThat(refused(device).reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        }
    }

    @Test
    void aDeviceThatHangsUpDuringLoginIsSaidToHaveClosed() {
        try (MisbehavingDevice device = known(MisbehavingDevice.closingDuringLogin(HOST_KEY))) {
            assertThat(refused(device).reason()).isEqualTo(Reason.CLOSED_DURING_LOGIN);
        }
    }

    @Test
    void aDeviceThatDisconnectsOverFailedLoginsHasRefusedTheLogin() {
        try (MisbehavingDevice device =
                known(MisbehavingDevice.disconnectingWith(HOST_KEY, "Too many authentication failures"))) {
            assertThat(bed.refused(to(device)).reason()).isEqualTo(Reason.LOGIN_FAILED);
        }
    }

    @Test
    void whatTheDeviceSaysIsShownWithoutControlCharacters() {
        try (MisbehavingDevice device =
                known(MisbehavingDevice.disconnectingWith(HOST_KEY, "no\u001b[2J\u0007 lines\u202e free"))) {
            DeviceConnectException e = refused(device);

            assertThat(e.reason()).isEqualTo(Reason.CLOSED_DURING_LOGIN);
            assertThat(e).hasMessageContaining("no [2J lines free");
        }
    }

    @Test
    void aLoginWithoutShellIsSaidSo() {
        try (MisbehavingDevice device = known(MisbehavingDevice.refusingShells(HOST_KEY))) {
            assertThat(refused(device).reason()).isEqualTo(Reason.SHELL_REFUSED);
        }
    }

    @Test
    void aDeviceWithOldAlgorithmsOnlyIsSaidSo() {
        SshServer server = MisbehavingDevice.server(HOST_KEY);
        server.setCipherFactories(List.of(BuiltinCiphers.aes128cbc));
        try (MisbehavingDevice device = known(MisbehavingDevice.start(server))) {
            assertThat(refused(device).reason()).isEqualTo(Reason.NO_COMMON_ALGORITHM);
        }
    }

    @Test
    void oneHiddenQuestionIsAnsweredWithThePassword() {
        AtomicInteger answers = new AtomicInteger();
        try (MisbehavingDevice device = known(MisbehavingDevice.asking(HOST_KEY, answers, "PASSCODE>"))) {
            LinkProbe shell = bed.opened(to(device));

            shell.awaitText("welcome");
            shell.link().close();
            assertThat(answers).hasValue(1);
        }
    }

    @Test
    void aWrongAnswerIsNotGivenTwice() {
        AtomicInteger answers = new AtomicInteger();
        try (MisbehavingDevice device = known(MisbehavingDevice.asking(HOST_KEY, answers, "Password: "))) {
            assertThat(bed.refused(to(device, "canary-wrong")).reason()).isEqualTo(Reason.LOGIN_FAILED);
            assertThat(answers).hasValue(1);
        }
    }

    static List<List<String>> questionsForSomethingElse() {
        return List.of(List.of("shown: your name?"), List.of("Password: ", "One-time code: "));
    }

    @ParameterizedTest
    @MethodSource("questionsForSomethingElse")
    void otherQuestionsNeverGetThePassword(List<String> questions) {
        AtomicInteger answers = new AtomicInteger();
        try (MisbehavingDevice device =
                known(MisbehavingDevice.asking(HOST_KEY, answers, questions.toArray(String[]::new)))) {
            assertThat(bed.refused(to(device)).reason()).isEqualTo(Reason.LOGIN_FAILED);
            assertThat(answers).hasValue(0);
        }
    }

    @Test
    void mlKemIsOfferedFirstAndNegotiated() {
        List<String> offered = new ArrayList<>();
        List<String> negotiated = new ArrayList<>();
        SshServer server = MisbehavingDevice.server(HOST_KEY);
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionNegotiationEnd(
                    Session session,
                    Map<KexProposalOption, String> client,
                    Map<KexProposalOption, String> own,
                    Map<KexProposalOption, String> result,
                    Throwable reason) {
                offered.add(client.get(KexProposalOption.ALGORITHMS));
                offered.add(client.get(KexProposalOption.C2SENC));
                offered.add(client.get(KexProposalOption.S2CMAC));
                offered.add(client.get(KexProposalOption.SERVERKEYS));
                negotiated.add(result.get(KexProposalOption.ALGORITHMS));
                negotiated.add(result.get(KexProposalOption.C2SENC));
            }
        });
        try (MisbehavingDevice device = known(MisbehavingDevice.start(server))) {
            bed.refused(to(device));
        }
        assertThat(offered.getFirst()).startsWith("mlkem768x25519-sha256,sntrup761x25519");
        assertThat(String.join(",", offered).toLowerCase())
                .doesNotContain("cbc", "sha1,", "hmac-sha1", "ssh-rsa", "ssh-dss");
        assertThat(negotiated).containsExactly("mlkem768x25519-sha256", "aes128-gcm@openssh.com");
    }

    @Test
    void aDeviceThatHangsAfterThePasswordIsGivenUpInTime() {
        assumeTrue(OpenSshDevice.knowsPasswords(), OpenSshDevice.WHY_NO_PASSWORDS);
        try (OpenSshDevice device = OpenSshDevice.start()) {
            bed.trusting(device);
            device.pause();

            assertThat(bed.refused(bed.byPassword(device, OpenSshDevice.PASSWORD))
                            .reason())
                    .isEqualTo(Reason.TIMEOUT);
            device.resume();
        }
    }

    /** Lets nobody in until the test does, and notes what it is told. */
    private static final class Gatekeeper implements LoginGate, LoginGate.Turn {

        private final CompletableFuture<Void> granted = new CompletableFuture<>();
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public LoginGate.Turn turn() {
            return this;
        }

        @Override
        public CompletionStage<Void> take() {
            told.add("take");
            return granted;
        }

        @Override
        public void begun() {
            told.add("begun");
        }

        @Override
        public void succeeded() {
            told.add("succeeded");
        }

        @Override
        public void giveBack() {
            if (told.isEmpty() || !told.getLast().equals("giveBack")) {
                told.add("giveBack");
            }
        }

        void awaitAsked() {
            Awaitility.await().until(() -> told.contains("take"));
        }
    }

    @Test
    void theDeviceHearsOfALoginOnlyWhenItsTurnHasCome() {
        SlowAnswers answers = new SlowAnswers();
        Gatekeeper gate = new Gatekeeper();
        try (MisbehavingDevice device = known(MisbehavingDevice.hesitating(HOST_KEY, answers))) {
            CompletableFuture<DeviceLink> link =
                    bed.connector.open(to(device), gate, _ -> {}).toFuture();
            gate.awaitAsked();
            assertThat(answers.asked()).isZero();

            gate.granted.complete(null);
            answers.say(true);

            link.join().close();
            assertThat(gate.told).startsWith("take", "begun", "succeeded");
        }
    }

    @Test
    void whoMustNotLogInIsRefusedAndTheDeviceHearsNothing() {
        SlowAnswers answers = new SlowAnswers();
        Gatekeeper gate = new Gatekeeper();
        gate.granted.completeExceptionally(new IllegalStateException("not now"));
        try (MisbehavingDevice device = known(MisbehavingDevice.hesitating(HOST_KEY, answers))) {
            assertThatThrownBy(
                            () -> bed.connector.open(to(device), gate, _ -> {}).block(DeviceTestbed.LIMIT))
                    .hasMessageContaining("not now");
            assertThat(answers.asked()).isZero();
            assertThat(gate.told).containsExactly("take", "giveBack");
        }
    }

    @Test
    void aTurnThatDoesNotComeIsSaidAndTheWaitIsNotTheDevicesTime() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        SshDeviceConnector connector =
                new SshDeviceConnector(() -> bed.client, SHORT, bed.knownKeys, bed.prompts, time);
        Gatekeeper gate = new Gatekeeper();
        try (MisbehavingDevice device = known(MisbehavingDevice.hesitating(HOST_KEY, new SlowAnswers()))) {
            CompletableFuture<DeviceLink> link =
                    connector.open(to(device), gate, _ -> {}).toFuture();
            gate.awaitAsked();

            time.advanceTimeBy(ConnectAttempt.LONGEST_WAIT_FOR_TURN.minusMillis(1));
            assertThat(link).isNotDone();
            time.advanceTimeBy(Duration.ofMillis(1));

            assertThatThrownBy(link::join)
                    .hasCauseInstanceOf(DeviceConnectException.class)
                    .hasMessageContaining("127.0.0.1:" + device.port())
                    .hasMessageContaining("after 60 s it was not this one's turn")
                    .satisfies(e -> assertThat(((DeviceConnectException) e.getCause()).reason())
                            .isEqualTo(Reason.NO_TURN));
            assertThat(gate.told).containsExactly("take", "giveBack");
        }
    }

    @Test
    void afterTheTurnHasComeTheDeviceHasTheTimeThatWasLeft() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        SshDeviceConnector connector =
                new SshDeviceConnector(() -> bed.client, SHORT, bed.knownKeys, bed.prompts, time);
        Gatekeeper gate = new Gatekeeper();
        SlowAnswers answers = new SlowAnswers();
        try (MisbehavingDevice device = known(MisbehavingDevice.hesitating(HOST_KEY, answers))) {
            CompletableFuture<DeviceLink> link =
                    connector.open(to(device), gate, _ -> {}).toFuture();
            gate.awaitAsked();
            time.advanceTimeBy(Duration.ofSeconds(50));
            gate.granted.complete(null);
            Awaitility.await().until(() -> answers.asked() == 1);

            time.advanceTimeBy(SHORT.minusMillis(1));
            assertThat(link).isNotDone();
            time.advanceTimeBy(Duration.ofMillis(1));

            assertThatThrownBy(link::join).hasMessageContaining("the login did not get through");
            assertThat(gate.told).containsExactly("take", "begun", "giveBack");
            answers.say(false);
        }
    }
}
