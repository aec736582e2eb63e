package io.netstacks.controller.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * What keeps one user or one script from wearing out a device (design §8.4): a rate of attempts per user, and a number of sessions per user and per device.
 */
@Component
class ConnectLimits {

    private static final int MOST_REMEMBERED = 100_000;

    private final SessionSettings settings;
    private final Map<UUID, Integer> byUser = new ConcurrentHashMap<>();
    private final Map<DeviceAddress, Integer> byDevice = new ConcurrentHashMap<>();
    private final Cache<UUID, RateLimiter> rates;

    ConnectLimits(SessionSettings settings) {
        this.settings = settings;
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
     * @throws TerminalRefusedException when there is none
     */
    Place take(UUID user, DeviceAddress device) {
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
