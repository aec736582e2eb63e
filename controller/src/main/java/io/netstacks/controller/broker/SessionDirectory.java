package io.netstacks.controller.broker;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.OwnershipLost;
import io.netstacks.controller.terminal.LiveSessions;
import io.netstacks.controller.terminal.SessionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The sessions of this process, by id and by resume token; closes them in order when the process stops. */
@Component
class SessionDirectory implements LiveSessions, OwnershipLost, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SessionDirectory.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Retry UNTIL_DATABASE_IS_BACK =
            Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1)).maxBackoff(Duration.ofSeconds(30));

    private final SessionRows rows;
    private final Map<SessionId, LiveSession> byId = new ConcurrentHashMap<>();
    private final Map<ByteBuffer, LiveSession> byToken = new ConcurrentHashMap<>();
    private final Map<SessionId, ByteBuffer> tokens = new ConcurrentHashMap<>();
    /** Sessions that are over and not yet closed in the database. */
    private final AtomicInteger closing = new AtomicInteger();

    private volatile boolean running;

    SessionDirectory(SessionRows rows) {
        this.rows = rows;
    }

    void add(LiveSession session, byte[] resumeTokenHash) {
        ByteBuffer token = ByteBuffer.wrap(resumeTokenHash);
        byId.put(session.session().id(), session);
        tokens.put(session.session().id(), token);
        byToken.put(token, session);
    }

    @Nullable
    LiveSession find(byte[] resumeTokenHash) {
        return byToken.get(ByteBuffer.wrap(resumeTokenHash));
    }

    /**
     * The session's shell is over. Its row stays open until the recording is whole: what came later would be refused.
     *
     * @param recorded completes when the recording is closed in the database; while the database is away that is later
     */
    void remove(Ownership ownership, Mono<Void> recorded, SessionClosing how) {
        SessionId id = ownership.session();
        byId.remove(id);
        ByteBuffer token = tokens.remove(id);
        if (token != null) {
            byToken.remove(token);
        }
        closing.incrementAndGet();
        recorded.then(close(ownership, how))
                .doFinally(signal -> closing.decrementAndGet())
                .subscribe(null, e -> log.error("Session {} could not be closed in the database", id, e));
    }

    /** For a row whose session never began. */
    void closeLater(Ownership ownership, SessionClosing how) {
        close(ownership, how)
                .subscribe(
                        null, e -> log.error("Session {} could not be closed in the database", ownership.session(), e));
    }

    /** Closes the session's row and says so in the audit trail, trying for as long as this process lives. */
    private Mono<Void> close(Ownership ownership, SessionClosing how) {
        return rows.close(ownership, how).retryWhen(UNTIL_DATABASE_IS_BACK);
    }

    /** Somebody else owns the session: this side of it must not write to the device again. */
    @Override
    public void lost(Ownership ownership) {
        LiveSession live = byId.get(ownership.session());
        if (live != null && live.ownership().equals(ownership)) {
            log.warn("Session {} has another owner by now: closing our side", ownership.session());
            live.session().close("Another controller has ended or taken over this session.");
        }
    }

    @Override
    public int count() {
        return byId.size();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        byId.values().forEach(live -> live.session().close("The controller is stopping."));
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> byId.isEmpty() && closing.get() == 0)
                .then()
                .timeout(STOP_TIMEOUT)
                .onErrorComplete()
                .block();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
