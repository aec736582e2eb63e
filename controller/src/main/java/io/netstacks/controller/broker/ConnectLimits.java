package io.netstacks.controller.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What keeps one user or one script from wearing out a device (design §8.4): a rate of attempts per user, a number of sessions per user and per device,
 * and a pause after each failed login, longer each time, so that no AAA server locks the account.
 */
@Component
class ConnectLimits {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
    /** A user who stays away for this long starts afresh. */
    private static final Duration FORGET_FAILURES = Duration.ofMinutes(10);

    private static final int MOST_REMEMBERED = 100_000;

    private record Attempt(UUID user, DeviceAddress device) {}

    private record Failures(int count, long untilNanos) {}

    private final SessionSettings settings;
    private final Ticker ticker;
    private final Map<UUID, Integer> byUser = new ConcurrentHashMap<>();
    private final Map<DeviceAddress, Integer> byDevice = new ConcurrentHashMap<>();
    private final Cache<Attempt, Failures> failures;
    private final Cache<UUID, RateLimiter> rates;

    @Autowired
    ConnectLimits(SessionSettings settings) {
        this(settings, Ticker.systemTicker());
    }

    ConnectLimits(SessionSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.failures = Caffeine.newBuilder()
                .expireAfterWrite(FORGET_FAILURES)
                .maximumSize(MOST_REMEMBERED)
                .ticker(ticker)
                .build();
        this.rates = Caffeine.newBuilder()
                .expireAfterAccess(Duration.ofMinutes(2))
                .maximumSize(MOST_REMEMBERED)
                .build();
    }

    /** Counts an attempt. @throws TerminalRefusedException when the user makes too many */
    void countAttempt(UUID user) {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(settings.connectsPerMinute())
                .limitRefreshPeriod(Duration.ofMinutes(1))
                .timeoutDuration(Duration.ZERO)
                .build();
        if (!rates.get(user, id -> RateLimiter.of("connects", config)).acquirePermission()) {
            throw new TerminalRefusedException(
                    "Too many connection attempts: more than %d within a minute. Wait a moment."
                            .formatted(settings.connectsPerMinute()));
        }
    }

    /**
     * Takes a place for one session, from the attempt to its end.
     *
     * @throws TerminalRefusedException when there is none, or the last login failed a moment ago
     */
    Place take(UUID user, DeviceAddress device) {
        Failures failed = failures.getIfPresent(new Attempt(user, device));
        long wait = failed == null ? 0 : failed.untilNanos() - ticker.read();
        if (wait > 0) {
            throw new TerminalRefusedException(
                    "The last login to this device failed. Wait %d seconds before the next, so that the account is not locked there."
                            .formatted(Duration.ofNanos(wait).toSeconds() + 1));
        }
        if (!increment(byUser, user, settings.perUserMax())) {
            throw new TerminalRefusedException("You have %d open sessions, and more are not allowed: close one first."
                    .formatted(settings.perUserMax()));
        }
        if (!increment(byDevice, device, settings.perDeviceMax())) {
            decrement(byUser, user);
            throw new TerminalRefusedException(
                    "The device has %d open sessions, and more are not allowed.".formatted(settings.perDeviceMax()));
        }
        return new Place(user, device);
    }

    void loginFailed(UUID user, DeviceAddress device) {
        failures.asMap().compute(new Attempt(user, device), (attempt, before) -> {
            int count = before == null ? 1 : before.count() + 1;
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, 10));
            Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
            return new Failures(count, ticker.read() + bounded.toNanos());
        });
    }

    void loginSucceeded(UUID user, DeviceAddress device) {
        failures.invalidate(new Attempt(user, device));
    }

    /** A place for one session. */
    final class Place {

        private final UUID user;
        private final DeviceAddress device;
        private final AtomicBoolean given = new AtomicBoolean();

        private Place(UUID user, DeviceAddress device) {
            this.user = user;
            this.device = device;
        }

        /** Gives the place back; doing so twice is harmless. */
        void giveBack() {
            if (given.compareAndSet(false, true)) {
                decrement(byUser, user);
                decrement(byDevice, device);
            }
        }
    }

    private static <K> boolean increment(Map<K, Integer> counts, K key, int most) {
        boolean[] taken = {false};
        counts.compute(key, (k, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < most;
            return taken[0] ? Integer.valueOf(now + 1) : count;
        });
        return taken[0];
    }

    private static <K> void decrement(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (k, count) -> count > 1 ? count - 1 : null);
    }
}
