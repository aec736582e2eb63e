package io.netstacks.controller.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.netstacks.controller.device.LoginGate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Keeps AAA servers from locking accounts (design §8.4).
 *
 * <ol>
 *   <li>A user's logins on one device go one after the other: several tabs all open, and a wrong password is sent once, not once per tab.
 *   <li>A login that began and did not succeed has failed, also when its client left before the answer.
 *   <li>After a failed login there is a pause, longer each time; whoever waited for a turn is refused, too.
 * </ol>
 */
@Component
class LoginTurns {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A user who stays away for this long starts afresh. */
    private static final Duration FORGET_FAILURES = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 100_000;

    private record Login(UUID user, DeviceAddress device) {}

    private record Failures(int count, long untilNanos) {}

    private final Ticker ticker;
    private final Cache<Login, Failures> failures;
    /**
     * Those who want to log in now: the first has the turn, the others wait. A line and its turns change only inside the map's atomic steps; it is gone
     * when it is empty, and as long as there are places for sessions ({@link ConnectLimits}).
     */
    private final Map<Login, Deque<Turn>> lines = new ConcurrentHashMap<>();

    @Autowired
    LoginTurns() {
        this(Ticker.systemTicker());
    }

    LoginTurns(Ticker ticker) {
        this.ticker = ticker;
        this.failures = Caffeine.newBuilder()
                .expireAfterWrite(FORGET_FAILURES)
                .maximumSize(MOST_REMEMBERED)
                .ticker(ticker)
                .build();
    }

    LoginGate gate(UUID user, DeviceAddress device) {
        Login login = new Login(user, device);
        return () -> new Turn(login);
    }

    /** Spares the device a connection. @throws TerminalRefusedException when the last login failed a moment ago */
    void refuseDuringPause(UUID user, DeviceAddress device) {
        TerminalRefusedException refusal = refusal(new Login(user, device));
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Whether nobody logs in or waits to. */
    boolean isIdle() {
        return lines.isEmpty();
    }

    private @Nullable TerminalRefusedException refusal(Login login) {
        Failures failed = failures.getIfPresent(login);
        long wait = failed == null ? 0 : failed.untilNanos() - ticker.read();
        return wait <= 0
                ? null
                : new TerminalRefusedException(
                        "The last login to this device failed. Wait %d seconds before the next, so that the account is not locked there."
                                .formatted(Duration.ofNanos(wait).toSeconds() + 1));
    }

    private void failed(Login login) {
        failures.asMap().compute(login, (_, before) -> {
            int count = before == null ? 1 : before.count() + 1;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 10));
            Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            return new Failures(count, ticker.read() + bounded.toNanos());
        });
    }

    /** Changes a line in one step; {@code news} is told to those concerned afterwards. */
    private void inLine(Login login, BiConsumer<Deque<Turn>, List<Runnable>> change) {
        List<Runnable> news = new ArrayList<>();
        lines.compute(login, (_, line) -> {
            Deque<Turn> changed = line == null ? new ArrayDeque<>() : line;
            change.accept(changed, news);
            return changed.isEmpty() ? null : changed;
        });
        news.forEach(Runnable::run);
    }

    private final class Turn implements LoginGate.Turn {

        private final Login login;
        private final CompletableFuture<Void> granted = new CompletableFuture<>();
        private boolean isBegun;
        private boolean isOver;

        private Turn(Login login) {
            this.login = login;
        }

        @Override
        public CompletionStage<Void> take() {
            inLine(login, (line, news) -> {
                if (isOver) {
                    return;
                }
                line.add(this);
                if (line.peek() == this) {
                    next(line, news);
                }
            });
            return granted;
        }

        @Override
        public void begun() {
            inLine(login, (line, _) -> isBegun = !isOver && line.peek() == this);
        }

        @Override
        public void succeeded() {
            inLine(login, (line, news) -> {
                if (!isOver) {
                    failures.invalidate(login);
                    leave(line, news);
                }
            });
        }

        @Override
        public void giveBack() {
            inLine(login, (line, news) -> {
                if (!isOver) {
                    if (isBegun) {
                        failed(login);
                    }
                    leave(line, news);
                }
            });
        }

        private void leave(Deque<Turn> line, List<Runnable> news) {
            isOver = true;
            boolean hadTheTurn = line.peek() == this;
            line.remove(this);
            if (hadTheTurn) {
                next(line, news);
            }
        }

        /** The turn is free: it goes to the first of the line, or nobody gets it while there is a pause. */
        private void next(Deque<Turn> line, List<Runnable> news) {
            TerminalRefusedException refusal = refusal(login);
            if (refusal != null) {
                for (Turn turn : line) {
                    turn.isOver = true;
                    news.add(() -> turn.granted.completeExceptionally(refusal));
                }
                line.clear();
            } else if (!line.isEmpty()) {
                Turn first = line.element();
                news.add(() -> first.granted.complete(null));
            }
        }
    }
}
