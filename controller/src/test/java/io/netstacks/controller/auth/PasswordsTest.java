package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.web.ApiException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import reactor.core.publisher.Mono;

class PasswordsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** Works until it is let go. */
    private static final class SlowEncoder implements PasswordEncoder {

        private final CountDownLatch release = new CountDownLatch(1);

        @Override
        public String encode(CharSequence password) {
            try {
                release.await();
                return "hash";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            return false;
        }
    }

    @Test
    void hashesAreArgon2idWithTheOwaspParametersAndASaltEach() {
        Passwords passwords = new Passwords();
        try {
            String hash = passwords.hash("canary one").block(SOON);
            assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
            assertThat(passwords.hash("canary one").block(SOON)).isNotEqualTo(hash);
            assertThat(passwords.matches("canary one", hash).block(SOON)).isTrue();
            assertThat(passwords.matches("canary two", hash).block(SOON)).isFalse();
        } finally {
            passwords.destroy();
        }
    }

    @Test
    void withoutAHashTheAnswerIsNoAfterTheSameWork() {
        Passwords passwords = new Passwords();
        try {
            String hash = passwords.hash("canary one").block(SOON);
            assertThat(passwords.matches("canary one", null).block(SOON)).isFalse();
            long known = fastestNanos(passwords, hash);
            long unknown = fastestNanos(passwords, null);
            assertThat((double) unknown / known).isBetween(0.3, 3.0);
        } finally {
            passwords.destroy();
        }
    }

    private static long fastestNanos(Passwords passwords, String hash) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            passwords.matches("canary wrong", hash).block(SOON);
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        return fastest;
    }

    @Test
    void whenTooManyWaitFurtherCallersAreToldToComeBack() {
        SlowEncoder slow = new SlowEncoder();
        Passwords passwords = new Passwords(slow, 1, 1);
        try {
            Mono<String> running = passwords.hash("canary").cache();
            Mono<String> waiting = passwords.hash("canary").cache();
            running.subscribe();
            waiting.subscribe();
            assertThatThrownBy(() -> passwords.hash("canary").block(SOON))
                    .isInstanceOfSatisfying(ApiException.class, error -> {
                        assertThat(error.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
                        assertThat(error.code()).isEqualTo("BUSY");
                        assertThat(error.retryAfter()).isPositive();
                    });
            slow.release.countDown();
            assertThat(running.block(SOON)).isEqualTo("hash");
            assertThat(waiting.block(SOON)).isEqualTo("hash");
        } finally {
            passwords.destroy();
        }
    }
}
