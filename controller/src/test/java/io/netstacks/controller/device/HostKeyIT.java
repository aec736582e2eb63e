package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.device.DeviceConnectException.Reason;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.web.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class HostKeyIT {

    private OpenSshDevice device;
    private DeviceTestbed bed;
    private VirtualTimeScheduler time;

    @BeforeEach
    void start() {
        time = VirtualTimeScheduler.create();
        device = OpenSshDevice.start();
        bed = new DeviceTestbed(DeviceTestbed.LIMIT, new InProcessHostKeyPrompts(Clock.systemUTC(), time));
    }

    @AfterEach
    void stop() {
        time.dispose();
        bed.close();
        device.close();
    }

    private List<HostKeyPrompt> prompts(UUID user) {
        return bed.prompts.openFor(user).block();
    }

    private HostKeyPrompt awaitPrompt(UUID user) {
        Awaitility.await("a prompt").pollInterval(Duration.ofMillis(10)).until(() -> !prompts(user)
                .isEmpty());
        return prompts(user).getFirst();
    }

    private DeviceConnect asAdmin() {
        DeviceConnect request = bed.byKey(device);
        return DeviceTestbed.request(bed.admin, request.host(), request.port(), request.login());
    }

    /** Begins to connect; the result can be had later. */
    private Mono<LinkProbe> begin(DeviceConnect request) {
        Mono<LinkProbe> opening = bed.open(request).cache();
        opening.subscribe(link -> {}, error -> {});
        return opening;
    }

    private static DeviceConnectException failure(Mono<LinkProbe> opening) {
        return (DeviceConnectException) opening.map(link -> new Throwable("opened"))
                .onErrorResume(Mono::just)
                .block(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("C36 C37 an unknown host key asks the user, and approval goes on with the same request")
    void approvingAnUnknownKeyOpensTheShellWithoutAnotherRequest() {
        Mono<LinkProbe> opening = begin(bed.byKey(device));
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());
        assertThat(prompt.question().presented().fingerprint()).isEqualTo(device.fingerprint("ed25519"));
        assertThat(prompt.question().known()).isNull();
        assertThat(bed.openSessions()).isZero();

        bed.approval.approve(DeviceTestbed.decider(bed.engineer), prompt.id()).block();
        time.advanceTime();

        LinkProbe shell = opening.block(Duration.ofSeconds(10));
        shell.type("echo $((40 + 2))\n");
        shell.awaitText("42");
        shell.link().close();
        assertThat(prompts(bed.engineer.id())).isEmpty();
        bed.opened(bed.byKey(device)).link().close();
    }

    @Test
    @DisplayName("C38 a rejected host key ends the attempt and is not stored")
    void rejectingEndsTheAttempt() {
        Mono<LinkProbe> opening = begin(bed.byKey(device));

        bed.approval
                .reject(
                        DeviceTestbed.decider(bed.engineer),
                        awaitPrompt(bed.engineer.id()).id())
                .block();
        time.advanceTime();

        assertThat(failure(opening).reason()).isEqualTo(Reason.HOST_KEY_REJECTED);
        assertThat(failure(opening).getMessage()).doesNotContainIgnoringCase("auth");
        assertThat(bed.knownKeys.find(device.host(), device.port()).blockOptional())
                .isEmpty();
    }

    @Test
    @DisplayName("C36 a prompt lives 120 s")
    void aPromptThatNobodyAnswersExpires() {
        Mono<LinkProbe> opening = begin(bed.byKey(device));
        awaitPrompt(bed.engineer.id());

        time.advanceTimeBy(Duration.ofMillis(119_999));
        assertThat(prompts(bed.engineer.id())).hasSize(1);
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(prompts(bed.engineer.id())).isEmpty();
        assertThat(failure(opening).reason()).isEqualTo(Reason.HOST_KEY_REJECTED);
        assertThat(failure(opening)).hasMessageContaining("120 seconds");
    }

    @Test
    void aSecondAttemptJoinsTheOpenPromptAndBothOpen() {
        Mono<LinkProbe> first = begin(bed.byKey(device));
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());
        Mono<LinkProbe> second = begin(bed.byKey(device));
        Awaitility.await()
                .until(() -> device.log().stream()
                                .filter(l -> l.contains("Connection closed") || l.contains("disconnect"))
                                .count()
                        >= 2);
        assertThat(prompts(bed.engineer.id())).containsExactly(prompt);

        bed.approval.approve(DeviceTestbed.decider(bed.engineer), prompt.id()).block();
        time.advanceTime();

        first.block(Duration.ofSeconds(10)).link().close();
        second.block(Duration.ofSeconds(10)).link().close();
    }

    @Test
    void anApprovalIsGoodAfterTheClientWentAway() {
        Disposable attempt = bed.open(bed.byKey(device)).subscribe();
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());
        attempt.dispose();

        bed.approval.approve(DeviceTestbed.decider(bed.engineer), prompt.id()).block();

        bed.opened(bed.byKey(device)).link().close();
    }

    @Test
    void nobodyAnswersForAnotherUser() {
        begin(bed.byKey(device));
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());

        assertThat(prompts(bed.admin.id())).isEmpty();
        assertThatThrownBy(() -> bed.approval
                        .approve(DeviceTestbed.decider(bed.admin), prompt.id())
                        .block())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().value()).isEqualTo(404));
        assertThat(prompts(bed.engineer.id())).hasSize(1);
    }

    @Test
    @DisplayName("C36 a changed host key blocks, and who may not replace it is told whom to ask")
    void aChangedKeyBlocks() {
        bed.trusting(device);
        String known = device.fingerprint("ed25519");
        device.replaceHostKey();

        DeviceConnectException e = bed.refused(bed.byKey(device));

        assertThat(e.reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
        assertThat(e)
                .hasMessageContaining(known)
                .hasMessageContaining(device.fingerprint("ed25519"))
                .hasMessageContaining("administrator");
        assertThat(e.getMessage()).doesNotContainIgnoringCase("auth");
        assertThat(prompts(bed.engineer.id())).isEmpty();
        assertThat(device.log()).noneMatch(line -> line.contains("Accepted"));
    }

    @Test
    @DisplayName("C36 C37 who may replace host keys sees both fingerprints and approves")
    void aChangedKeyIsReplacedByWhoMay() {
        bed.trusting(device);
        String known = device.fingerprint("ed25519");
        device.replaceHostKey();

        Mono<LinkProbe> opening = begin(asAdmin());
        HostKeyPrompt prompt = awaitPrompt(bed.admin.id());
        assertThat(prompt.question().known().fingerprint()).isEqualTo(known);
        assertThat(prompt.question().presented().fingerprint()).isEqualTo(device.fingerprint("ed25519"));
        bed.approval.approve(DeviceTestbed.decider(bed.admin), prompt.id()).block();
        time.advanceTime();

        opening.block(Duration.ofSeconds(10)).link().close();
        bed.opened(bed.byKey(device)).link().close();
    }

    @Test
    void anApprovalDoesNotOverwriteWhatSomebodyElseApprovedMeanwhile() {
        begin(bed.byKey(device));
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());
        device.replaceHostKey();
        bed.trusting(device);

        assertThatThrownBy(() -> bed.approval
                        .approve(DeviceTestbed.decider(bed.engineer), prompt.id())
                        .block())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().value()).isEqualTo(409));

        bed.opened(bed.byKey(device)).link().close();
    }

    @Test
    void aDeviceThatShowsYetAnotherKeyAfterTheApprovalIsNotTrusted() {
        Mono<LinkProbe> opening = begin(bed.byKey(device));
        HostKeyPrompt prompt = awaitPrompt(bed.engineer.id());
        device.replaceHostKey();

        bed.approval.approve(DeviceTestbed.decider(bed.engineer), prompt.id()).block();
        time.advanceTime();

        assertThat(failure(opening).reason()).isEqualTo(Reason.HOST_KEY_CHANGED);
    }

    @Test
    void aDeviceWithSeveralKeysIsKnownByTheOneThatWasApproved() {
        device.addHostKey("ecdsa");
        bed.trusting(device, "ecdsa");

        bed.opened(bed.byKey(device)).link().close();
    }

    @Test
    void pendingPromptsDoNotDelayAnotherLogin() {
        try (OpenSshDevice known = OpenSshDevice.start()) {
            bed.trusting(known);
            bed.opened(bed.byKey(known)).link().close();
            IntStream.range(0, 3)
                    .mapToObj(i -> bed.user("user" + i, Set.of("terminals.open")))
                    .forEach(user -> {
                        begin(DeviceTestbed.request(
                                user,
                                device.host(),
                                device.port(),
                                bed.byKey(device).login()));
                        awaitPrompt(user.id());
                    });

            long begin = System.nanoTime();
            bed.opened(bed.byKey(known)).link().close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1000));
        }
    }

    @Test
    void theTimeThatAPersonNeedsIsNotCounted() {
        DeviceTestbed hasty = new DeviceTestbed(Duration.ofSeconds(2), new InProcessHostKeyPrompts());
        try {
            Mono<LinkProbe> opening = hasty.open(hasty.byKey(device)).cache();
            opening.subscribe(link -> {}, error -> {});
            Awaitility.await()
                    .until(() ->
                            !hasty.prompts.openFor(hasty.engineer.id()).block().isEmpty());
            Awaitility.await().pollDelay(Duration.ofMillis(2500)).until(() -> true);

            UUID id = hasty.prompts
                    .openFor(hasty.engineer.id())
                    .block()
                    .getFirst()
                    .id();
            hasty.approval.approve(DeviceTestbed.decider(hasty.engineer), id).block();

            opening.block(Duration.ofSeconds(5)).link().close();
        } finally {
            hasty.close();
        }
    }
}
