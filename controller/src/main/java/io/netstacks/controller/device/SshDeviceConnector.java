package io.netstacks.controller.device;

import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.device.DeviceConnectException.Reason;
import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceLink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.client.SshClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Opens shells by SSH and decides what an unexpected host key means (design §8.4).
 *
 * <ol>
 *   <li>Read the known key of the host and port; connect, accepting that key only.
 *   <li>Another key, or no known one: the attempt is over. Who may decide gets a prompt, everybody else an error.
 *   <li>Approved: the key is stored, the gate is asked again whether the login is allowed, and a second attempt accepts that key only. It has the time that the first one left; waiting for a person costs none.
 * </ol>
 */
@Component
class SshDeviceConnector implements DeviceConnector {

    private final Supplier<SshClient> client;
    private final Duration limit;
    private final KnownHostKeys knownKeys;
    private final HostKeyPrompts prompts;
    private final Scheduler timers;

    @Autowired
    SshDeviceConnector(
            ObjectProvider<SshClient> client, SshSettings settings, KnownHostKeys knownKeys, HostKeyPrompts prompts) {
        this(client::getObject, settings.connectTimeout(), knownKeys, prompts, Schedulers.parallel());
    }

    SshDeviceConnector(
            Supplier<SshClient> client,
            Duration limit,
            KnownHostKeys knownKeys,
            HostKeyPrompts prompts,
            Scheduler timers) {
        this.client = client;
        this.limit = limit;
        this.knownKeys = knownKeys;
        this.prompts = prompts;
        this.timers = timers;
    }

    @Override
    public Mono<DeviceLink> open(DeviceConnect request, LoginGate gate, Consumer<DeviceEvent> events) {
        return known(request)
                .flatMap(known -> Mono.defer(() -> open(request, known.orElse(null), gate, events)))
                .doOnDiscard(DeviceLink.class, DeviceLink::close);
    }

    private Mono<DeviceLink> open(
            DeviceConnect request, @Nullable HostKey known, LoginGate gate, Consumer<DeviceEvent> events) {
        long begin = timers.now(TimeUnit.MILLISECONDS);
        return attempt(request, known, limit, gate, events).onErrorResume(UnapprovedHostKeyException.class, refused -> {
            Duration used = Duration.ofMillis(timers.now(TimeUnit.MILLISECONDS) - begin);
            return approval(request, refused.presented())
                    .then(gate.recheck())
                    .then(Mono.defer(() -> attempt(request, refused.presented(), limit.minus(used), gate, events)))
                    .onErrorMap(
                            UnapprovedHostKeyException.class,
                            other -> changed(request, refused.presented(), other.presented()));
        });
    }

    private Mono<Optional<HostKey>> known(DeviceConnect request) {
        return knownKeys
                .find(request.host(), request.port())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .onErrorMap(e -> hostKeysUnavailable(request));
    }

    private Mono<DeviceLink> attempt(
            DeviceConnect request,
            @Nullable HostKey expected,
            Duration time,
            LoginGate gate,
            Consumer<DeviceEvent> events) {
        return ConnectAttempt.of(client, request, expected, time, timers, gate, events);
    }

    /** Completes when {@code presented} is approved, by now or by a person; errors otherwise. */
    private Mono<Void> approval(DeviceConnect request, HostKey presented) {
        // Read again: it may have been approved for somebody else while this attempt was under way.
        return known(request)
                .flatMap(known -> known.filter(presented::isSameAs).isPresent()
                        ? Mono.empty()
                        : ask(request, known.orElse(null), presented));
    }

    private Mono<Void> ask(DeviceConnect request, @Nullable HostKey known, HostKey presented) {
        if (known != null && !request.user().may(Permission.HOST_KEYS_REPLACE)) {
            return Mono.error(changed(request, known, presented));
        }
        return prompts.ask(new HostKeyQuestion(
                        request.user().id(), KnownHostKeys.canonical(request.host()), request.port(), presented, known))
                .onErrorMap(TooManyPromptsException.class, e -> tooManyPrompts(request))
                .flatMap(answer -> switch (answer) {
                    case APPROVED -> Mono.empty();
                    case REJECTED -> Mono.error(rejected(request, "was rejected"));
                    case EXPIRED ->
                        Mono.error(rejected(
                                request, "was not approved within " + HostKeyPrompts.LIFE.toSeconds() + " seconds"));
                });
    }

    private static DeviceConnectException rejected(DeviceConnect request, String what) {
        return new DeviceConnectException(
                Reason.HOST_KEY_REJECTED,
                "The host key of %s %s. Compare the fingerprint with the device's own and connect again to approve it."
                        .formatted(request.address(), what));
    }

    private static DeviceConnectException changed(DeviceConnect request, HostKey known, HostKey presented) {
        return new DeviceConnectException(
                Reason.HOST_KEY_CHANGED,
                ("The host key of %s is not the known one: %s is known, the device shows %s. It may have been replaced, or somebody may be in between. "
                                + "Nothing was sent. Ask an administrator, who can approve the new key or remove the known one.")
                        .formatted(request.address(), known.fingerprint(), presented.fingerprint()));
    }

    private static DeviceConnectException tooManyPrompts(DeviceConnect request) {
        return new DeviceConnectException(
                Reason.TOO_MANY_PROMPTS,
                "The host key of %s is not known, and too many others wait for an answer already. Answer or wait for those first."
                        .formatted(request.address()));
    }

    private static DeviceConnectException hostKeysUnavailable(DeviceConnect request) {
        return new DeviceConnectException(
                Reason.HOST_KEYS_UNAVAILABLE,
                "The known host keys cannot be read, so %s was not connected to. The controller's database may be away; try again in a moment."
                        .formatted(request.address()));
    }
}
