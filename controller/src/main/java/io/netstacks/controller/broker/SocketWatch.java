package io.netstacks.controller.broker;

import io.netstacks.controller.terminal.Frame;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * Finds clients that are gone without a word: one look at all sockets now and then, instead of a timer for each. A client that said nothing for a while is
 * pinged; the existing terminal client sends a Ping frame every 30 s by itself and gives up after 90 s of silence (contract X10).
 */
@Component
class SocketWatch implements SmartLifecycle {

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration PING_AFTER = Duration.ofSeconds(35);
    private static final Duration DROP_AFTER = Duration.ofSeconds(100);
    /** Acknowledges nothing. */
    private static final long NO_OFFSET = 0;

    private final Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();
    private Disposable looking = Disposables.disposed();

    void add(ClientSocket socket) {
        sockets.add(socket);
    }

    void remove(ClientSocket socket) {
        sockets.remove(socket);
    }

    private void look() {
        long now = System.nanoTime();
        for (ClientSocket socket : sockets) {
            long silent = socket.silentNanos(now);
            if (silent > DROP_AFTER.toNanos()) {
                socket.drop();
            } else if (silent > PING_AFTER.toNanos()) {
                socket.ping(NO_OFFSET);
            }
        }
    }

    @Override
    public void start() {
        looking = Flux.interval(LOOK).onBackpressureDrop().subscribe(tick -> look());
    }

    @Override
    public void stop() {
        looking.dispose();
        sockets.forEach(socket -> socket.send(new Frame.Error("The controller is stopping.")));
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }
}
