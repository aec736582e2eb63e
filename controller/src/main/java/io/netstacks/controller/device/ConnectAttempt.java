package io.netstacks.controller.device;

import io.netstacks.controller.device.ConnectFailure.Step;
import io.netstacks.controller.device.DeviceLogin.KeyLogin;
import io.netstacks.controller.device.DeviceLogin.PasswordLogin;
import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceLink;
import io.netty.channel.EventLoop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One attempt to open a shell on a device, with one expected host key.
 *
 * <ol>
 *   <li>Resolve the name and read the private key, on a thread that may block; there the client, too, may have to be waited for, right after a start.
 *   <li>Connect to the addresses in order until one answers.
 *   <li>Exchange keys; {@link HostKeyCheck} judges the host key.
 *   <li>Wait for the turn ({@link LoginGate}): this time is not the device's and has a limit of its own. Log in, one try per method.
 *   <li>Open a channel, ask for a terminal and a shell.
 * </ol>
 *
 * Each step is begun by the end of the one before, on whichever thread that comes; none waits. The first of success, failure, time-out and cancellation
 * decides, and everything that came into being until then is closed unless it is the link.
 */
final class ConnectAttempt implements LoginInTurn.Attempt {

    /** Devices end a connection without a login after 120 s, or are told to do so earlier. */
    static final Duration LONGEST_WAIT_FOR_TURN = Duration.ofSeconds(60);

    private final Supplier<SshClient> client;
    private final DeviceConnect request;
    private final HostKeyCheck hostKey;
    private final LoginGate.Turn turn;
    private final Consumer<DeviceEvent> events;
    private final Duration limit;
    private final Scheduler timers;
    private final Disposable.Swap timer = Disposables.swap();
    private final Disposable.Swap resolving = Disposables.swap();
    /**
     * Who waits for the outcome, until it is decided. MINA's futures keep their listeners, and so this attempt, for the session's whole life; the sink
     * would keep everything that the caller did before, down to its database statements.
     */
    private final AtomicReference<@Nullable MonoSink<DeviceLink>> waiting;

    private volatile Step step = Step.RESOLVING;
    private volatile @Nullable ConnectFuture connecting;
    private volatile @Nullable ClientSession session;
    /** When the time is over, on the timers' clock in milliseconds; the wait for the turn moves it. */
    private volatile long deadline;

    private ConnectAttempt(
            Supplier<SshClient> client,
            DeviceConnect request,
            HostKeyCheck hostKey,
            LoginGate.Turn turn,
            Consumer<DeviceEvent> events,
            Duration limit,
            Scheduler timers,
            MonoSink<DeviceLink> sink) {
        this.client = client;
        this.request = request;
        this.hostKey = hostKey;
        this.turn = turn;
        this.events = events;
        this.limit = limit;
        this.timers = timers;
        this.waiting = new AtomicReference<>(sink);
    }

    /**
     * @param client may block when it is asked for the first time
     * @param expected the only host key to accept; null: none, the attempt then tells the key
     * @return the link, {@link DeviceConnectException}, {@link UnapprovedHostKeyException}, or what the gate refuses with
     */
    static Mono<DeviceLink> of(
            Supplier<SshClient> client,
            DeviceConnect request,
            @Nullable HostKey expected,
            Duration limit,
            Scheduler timers,
            LoginGate gate,
            Consumer<DeviceEvent> events) {
        return Mono.create(sink -> new ConnectAttempt(
                        client, request, new HostKeyCheck(expected), gate.turn(), events, limit, timers, sink)
                .begin(sink));
    }

    /** What the first step prepares. */
    private record Prepared(
            List<InetAddress> addresses, @Nullable KeyPair key) {}

    private void begin(MonoSink<DeviceLink> sink) {
        sink.onCancel(this::abandon);
        deadline = timers.now(TimeUnit.MILLISECONDS) + limit.toMillis();
        runClock();
        resolving.update(Mono.fromCallable(this::prepare)
                .subscribeOn(Schedulers.boundedElastic())
                .subscribe(prepared -> connect(prepared.addresses().iterator(), prepared.key(), null), this::fail));
        if (isDecided()) {
            release();
        }
    }

    private void runClock() {
        long left = deadline - timers.now(TimeUnit.MILLISECONDS);
        timer.update(timers.schedule(
                () -> fail(ConnectFailure.timeout(request, step, Math.max(1, limit.toSeconds()))),
                left,
                TimeUnit.MILLISECONDS));
    }

    private Prepared prepare() {
        if (request.login() instanceof PasswordLogin login && login.password().isEmpty()) {
            throw ConnectFailure.emptyPassword(request);
        }
        KeyPair key = request.login() instanceof KeyLogin login ? read(login.privateKey()) : null;
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(request.host()));
            if (addresses.stream().anyMatch(a -> a.isAnyLocalAddress() || a.isMulticastAddress())) {
                throw ConnectFailure.forbiddenAddress(request);
            }
            return new Prepared(addresses, key);
        } catch (UnknownHostException e) {
            throw ConnectFailure.unknownHost(request);
        }
    }

    private KeyPair read(String privateKey) {
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("credential"),
                    new ByteArrayInputStream(privateKey.getBytes(StandardCharsets.UTF_8)),
                    null);
            Iterator<KeyPair> found = pairs == null ? List.<KeyPair>of().iterator() : pairs.iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The library's texts may quote the key.
        }
        throw ConnectFailure.unusableKey(request);
    }

    private void connect(Iterator<InetAddress> addresses, @Nullable KeyPair key, @Nullable Throwable last) {
        if (!addresses.hasNext()) {
            fail(ConnectFailure.notConnected(request, last == null ? new IOException("no address") : last));
            return;
        }
        step = Step.CONNECTING;
        try {
            // The address, not the name: MINA would resolve it on this thread, perhaps to another one.
            ConnectFuture future = client.get()
                    .connect(
                            request.login().username(),
                            new InetSocketAddress(addresses.next().getHostAddress(), request.port()),
                            context(),
                            null);
            connecting = future;
            if (isDecided()) {
                future.cancel();
            }
            future.addListener(f -> {
                if (f.isConnected()) {
                    logIn(f.getClientSession(), key);
                } else if (!f.isCanceled() && !isDecided()) {
                    connect(addresses, key, f.getException());
                }
            });
        } catch (IOException | RuntimeException e) {
            fail(ConnectFailure.notConnected(request, e));
        }
    }

    private AttributeRepository context() {
        EventLoop near = request.near();
        return AttributeRepository.ofAttributesMap(
                near == null
                        ? Map.of(HostKeyCheck.ATTRIBUTE, hostKey, LoginInTurn.ATTEMPT, this)
                        : Map.of(
                                HostKeyCheck.ATTRIBUTE,
                                hostKey,
                                LoginInTurn.ATTEMPT,
                                this,
                                ConnectionOpener.LOOP,
                                near));
    }

    private void logIn(ClientSession connected, @Nullable KeyPair key) {
        session = connected;
        if (isDecided()) {
            release();
            return;
        }
        step = Step.KEY_EXCHANGE;
        if (request.login() instanceof PasswordLogin login) {
            connected.addPasswordIdentity(login.password());
        }
        if (key != null) {
            connected.addPublicKeyIdentity(key);
        }
        try {
            connected.auth().addListener(f -> loggedIn(connected, f, key));
        } catch (IOException | RuntimeException e) {
            fail(ConnectFailure.notLoggedIn(request, e, connected.getServerVersion() != null));
        }
    }

    /** The device does not hear of the login, and the account is at no risk, before the turn has come. */
    @Override
    public void readyToLogIn(LoginInTurn.Login login) {
        long left = deadline - timers.now(TimeUnit.MILLISECONDS);
        timer.update(timers.schedule(
                () -> fail(ConnectFailure.noTurn(request, LONGEST_WAIT_FOR_TURN)),
                LONGEST_WAIT_FOR_TURN.toMillis(),
                TimeUnit.MILLISECONDS));
        // Not on the thread of the attempt that had the turn before: it may hold locks of its own session.
        turn.take().whenCompleteAsync((_, refusal) -> turnCame(login, refusal, left), timers::schedule);
    }

    private void turnCame(LoginInTurn.Login login, @Nullable Throwable refusal, long millisLeft) {
        if (refusal != null) {
            fail(refusal);
        }
        if (isDecided()) {
            return;
        }
        deadline = timers.now(TimeUnit.MILLISECONDS) + millisLeft;
        runClock();
        step = Step.LOGIN;
        turn.begun();
        try {
            login.send();
        } catch (IOException | RuntimeException e) {
            fail(ConnectFailure.notLoggedIn(request, e, true));
        }
    }

    private void loggedIn(ClientSession connected, AuthFuture result, @Nullable KeyPair key) {
        if (request.login() instanceof PasswordLogin login) {
            connected.removePasswordIdentity(login.password());
        }
        if (key != null) {
            connected.removePublicKeyIdentity(key);
        }
        if (result.isSuccess()) {
            turn.succeeded();
            openShell(connected);
            return;
        }
        HostKey refused = hostKey.refused();
        Throwable thrown = result.getException();
        fail(
                refused != null
                        ? new UnapprovedHostKeyException(refused)
                        : ConnectFailure.notLoggedIn(
                                request,
                                thrown == null ? new IOException("closed") : thrown,
                                connected.getServerVersion() != null));
    }

    private void openShell(ClientSession connected) {
        step = Step.SHELL;
        SshDeviceLink link = new SshDeviceLink(connected, request, events);
        link.whenStarted().thenAccept(started -> {
            if (started) {
                succeed(link);
            } else {
                fail(ConnectFailure.shellRefused(request, null));
            }
        });
        try {
            connected.getService(ConnectionService.class).registerChannel(link.shell());
            link.shell().open().addListener((OpenFuture f) -> {
                if (!f.isOpened()) {
                    fail(ConnectFailure.shellRefused(request, f.getException()));
                }
            });
        } catch (IOException | RuntimeException e) {
            fail(ConnectFailure.shellRefused(request, e));
        }
    }

    private void succeed(DeviceLink link) {
        MonoSink<DeviceLink> sink = waiting.getAndSet(null);
        if (sink != null) {
            timer.dispose();
            sink.success(link);
        }
    }

    private void fail(Throwable reason) {
        MonoSink<DeviceLink> sink = waiting.getAndSet(null);
        if (sink != null) {
            release();
            sink.error(reason);
        }
    }

    private void abandon() {
        waiting.set(null);
        release();
    }

    private boolean isDecided() {
        return waiting.get() == null;
    }

    private void release() {
        timer.dispose();
        resolving.dispose();
        turn.giveBack();
        ConnectFuture pending = connecting;
        if (pending != null) {
            pending.cancel();
        }
        ClientSession open = session;
        if (open != null) {
            open.close(true);
        }
    }
}
