package io.netstacks.controller.broker;

import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.CurrentUsers;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.cluster.SessionDescriptor;
import io.netstacks.controller.cluster.ThisInstance;
import io.netstacks.controller.device.DeviceConnect;
import io.netstacks.controller.device.DeviceConnectException;
import io.netstacks.controller.device.DeviceConnector;
import io.netstacks.controller.device.DeviceLogin;
import io.netstacks.controller.device.LoginGate;
import io.netstacks.controller.inventory.Devices;
import io.netstacks.controller.recording.OpenRecording;
import io.netstacks.controller.recording.Recordings;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.terminal.SessionEnd;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.TerminalSession;
import io.netstacks.controller.vault.Credentials;
import io.netstacks.controller.vault.UsableCredential;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Opens a session (design §3, walk 2):
 *
 * <ol>
 *   <li>The device is looked up in the inventory; what the client says of host and port counts only where it names no device.
 *   <li>The vault opens the credential, if it may go to this device for this user.
 *   <li>The device is connected to: host key, login in turn, shell.
 *   <li>The session and its recording are registered and the audit trail told, then the device's output may flow.
 * </ol>
 *
 * Cancelling at any point leaves no connection and no row behind.
 */
@Component
class SessionOpener {

    /** A session that was just opened, with the only copy of its resume token. */
    record Opened(LiveSession live, UUID resumeToken) {}

    private record Target(@Nullable UUID device, String name, String host, int port) {

        DeviceAddress address() {
            return new DeviceAddress(host, port);
        }
    }

    private final CurrentUsers users;
    private final Devices devices;
    private final Credentials credentials;
    private final DeviceConnector connector;
    private final SessionRows rows;
    private final Recordings recordings;
    private final SessionDirectory directory;
    private final ConnectLimits limits;
    private final LoginTurns logins;
    private final SessionSettings settings;
    private final SessionLoops loops;
    private final ThisInstance me;

    SessionOpener(
            CurrentUsers users,
            Devices devices,
            Credentials credentials,
            DeviceConnector connector,
            SessionRows rows,
            Recordings recordings,
            SessionDirectory directory,
            ConnectLimits limits,
            LoginTurns logins,
            SessionSettings settings,
            SessionLoops loops,
            ThisInstance me) {
        this.users = users;
        this.devices = devices;
        this.credentials = credentials;
        this.connector = connector;
        this.rows = rows;
        this.recordings = recordings;
        this.directory = directory;
        this.limits = limits;
        this.logins = logins;
        this.settings = settings;
        this.loops = loops;
        this.me = me;
    }

    /**
     * @param near the loop that the client's socket lives on
     * @return the session, or {@link TerminalRefusedException}, {@link DeviceConnectException}, or an exception of the vault or the database
     */
    Mono<Opened> open(Caller caller, TerminalRequest request, EventLoop near) {
        return Mono.defer(() -> {
            limits.countAttempt(caller.user().id());
            return rightsOfNow(caller.user()).flatMap(now -> target(now, request)
                    .flatMap(target -> open(new Caller(now, caller.address()), request, target, near)));
        });
    }

    /** A socket outlives many changes of what its user may do: a sign-out, a demotion, a deactivation. */
    private Mono<CurrentUser> rightsOfNow(CurrentUser then) {
        return users.find(then.id(), then.family())
                .filter(now -> now.may(Permission.TERMINALS_OPEN))
                .switchIfEmpty(Mono.error(
                        () -> new TerminalRefusedException("You may not open terminals any more: sign in again.")));
    }

    private Mono<Target> target(CurrentUser user, TerminalRequest request) {
        if (request.device() != null) {
            return devices.find(request.device())
                    .map(device -> new Target(device.id(), device.name(), device.host(), device.port()))
                    .switchIfEmpty(Mono.error(
                            () -> new TerminalRefusedException("The device is not in the inventory any more.")));
        }
        if (!user.may(Permission.TERMINALS_OPEN_ANY_HOST)) {
            return Mono.error(new TerminalRefusedException(
                    "You may open devices of the inventory only: ask an administrator to add this one."));
        }
        String host = String.valueOf(request.host());
        return Mono.just(new Target(null, host, host, request.port()));
    }

    private Mono<Opened> open(Caller caller, TerminalRequest request, Target target, EventLoop near) {
        CurrentUser user = caller.user();
        logins.refuseDuringPause(user.id(), target.address());
        ConnectLimits.Place place = limits.take(user.id(), target.address());
        return credentials
                .forConnection(user, request.credential(), target.device())
                .flatMap(credential -> connect(caller, request, target, credential, place, near))
                .doOnError(e -> place.giveBack())
                .doOnCancel(place::giveBack);
    }

    private Mono<Opened> connect(
            Caller caller,
            TerminalRequest request,
            Target target,
            UsableCredential credential,
            ConnectLimits.Place place,
            EventLoop near) {
        CurrentUser user = caller.user();
        SessionDescriptor descriptor = new SessionDescriptor(
                SessionId.random(),
                user.id(),
                target.device(),
                target.name(),
                target.host(),
                target.port(),
                credential.id());
        SessionOrigin origin = new SessionOrigin(descriptor, user.username(), caller.address());
        SessionEnding ending = new SessionEnding(place, directory, origin);
        TerminalSession session = new TerminalSession(descriptor.id(), settings.limits(), loops.next(), ending);
        DeviceConnect connect = new DeviceConnect(
                user, target.host(), target.port(), login(credential), request.sizeOrDefault(), request.term(), near);
        return Mono.usingWhen(
                connector.open(connect, gate(user, request, target), session::deviceEvent),
                // Registered to its end even when the client leaves meanwhile: the closed link then ends the session,
                // and its rows with it.
                link -> Mono.fromFuture(
                        register(session, origin, request, link, ending)
                                .onErrorMap(DataIntegrityViolationException.class, e -> removed())
                                .toFuture(),
                        true),
                link -> Mono.empty(),
                (link, error) -> Mono.fromRunnable(link::close),
                link -> Mono.fromRunnable(link::close));
    }

    /** What was looked up in the first two steps may be another after somebody took two minutes over a host key. */
    private LoginGate gate(CurrentUser user, TerminalRequest request, Target target) {
        LoginGate turns = logins.gate(user.id(), target.address());
        return new LoginGate() {
            @Override
            public Turn turn() {
                return turns.turn();
            }

            @Override
            public Mono<Void> recheck() {
                return rightsOfNow(user)
                        .flatMap(now -> target(now, request)
                                .filter(target::equals)
                                .switchIfEmpty(Mono.error(
                                        () -> new TerminalRefusedException("The device was changed meanwhile.")))
                                .then(credentials.forConnection(now, request.credential(), target.device())))
                        .then();
            }
        };
    }

    /** What the session's row refers to, by foreign keys. */
    private static TerminalRefusedException removed() {
        return new TerminalRefusedException(
                "The device, the credential or the user was removed while the terminal was being opened.");
    }

    private Mono<Opened> register(
            TerminalSession session,
            SessionOrigin origin,
            TerminalRequest request,
            DeviceLink link,
            SessionEnding ending) {
        SessionDescriptor descriptor = origin.session();
        UUID token = ResumeToken.random();
        byte[] hash = ResumeToken.hash(token);
        return rows.open(origin, hash).flatMap(ownership -> recordings
                .start(
                        ownership,
                        descriptor.user(),
                        descriptor.deviceName(),
                        request.sizeOrDefault(),
                        recordings.recordsInput(),
                        session::stored)
                .doOnError(e -> directory.closeLater(ownership, neverBegan(origin)))
                .map(recorder -> begin(session, descriptor, ownership, link, recorder, token, hash, ending)));
    }

    private static SessionClosing neverBegan(SessionOrigin origin) {
        Instant now = Instant.now();
        return new SessionClosing(
                origin,
                new SessionEnd(SessionEnd.Cause.CLOSED, "The recording could not be started.", null),
                now,
                now,
                0);
    }

    private Opened begin(
            TerminalSession session,
            SessionDescriptor descriptor,
            Ownership ownership,
            DeviceLink link,
            OpenRecording recorder,
            UUID token,
            byte[] hash,
            SessionEnding ending) {
        LiveSession live = new LiveSession(session, descriptor, ownership);
        directory.add(live, hash);
        ending.registered(ownership, recorder);
        session.start(link, recorder);
        return new Opened(live, token);
    }

    private static DeviceLogin login(UsableCredential credential) {
        return switch (credential.type()) {
            case SSH_PASSWORD -> new DeviceLogin.PasswordLogin(credential.username(), credential.secret());
            case SSH_KEY -> new DeviceLogin.KeyLogin(credential.username(), credential.secret());
        };
    }
}
