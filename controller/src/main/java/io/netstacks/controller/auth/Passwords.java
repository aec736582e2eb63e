package io.netstacks.controller.auth;

import io.netstacks.controller.web.ApiException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Password hashing with Argon2id (RFC 9106), on threads of its own: each hash takes tens of milliseconds and {@link #MEMORY_KIB} of memory, so no more
 * than one per core runs, a bounded number waits, and further callers are told to come back.
 */
class Passwords implements DisposableBean {

    /** Longer ones are refused: hashing them would be work without a gain. */
    static final int LONGEST = 1024;

    /** The OWASP Password Storage Cheat Sheet's parameters for Argon2id: 19 MiB, two passes, one lane. */
    private static final int MEMORY_KIB = 19 * 1024;

    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** Per thread: the last in the queue waits about a second. */
    private static final int WAITING_PER_THREAD = 16;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final PasswordEncoder encoder;
    private final Scheduler scheduler;
    private final String nobodysHash = nobodysHash();

    Passwords() {
        this(
                new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().availableProcessors() * WAITING_PER_THREAD);
    }

    Passwords(PasswordEncoder encoder, int threads, int waiting) {
        this.encoder = encoder;
        this.scheduler = Schedulers.fromExecutorService(
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waiting),
                        Thread.ofPlatform().name("password-", 0).daemon().factory()),
                "password");
    }

    /** The hash to store; 503 BUSY when too many are waiting. */
    Mono<String> hash(String password) {
        return onOwnThread(() -> hashNow(password));
    }

    /** As {@link #hash}, on the caller's thread. */
    String hashNow(String password) {
        return String.valueOf(encoder.encode(password));
    }

    /**
     * Whether {@code hash} is that of {@code password}. Without a hash the answer is no and takes as long as any other, so that the time does not tell
     * whether a user exists.
     */
    Mono<Boolean> matches(String password, @Nullable String hash) {
        return onOwnThread(() -> encoder.matches(password, hash == null ? nobodysHash : hash) && hash != null);
    }

    private <T> Mono<T> onOwnThread(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class,
                        _ -> ApiException.unavailable(
                                "BUSY",
                                "Too many people are signing in at this moment. Try again in a moment.",
                                RETRY_AFTER));
    }

    /** Of the right form and cost, and the hash of no known password. */
    private static String nobodysHash() {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        MEMORY_KIB, ITERATIONS, PARALLELISM, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public void destroy() {
        scheduler.dispose();
    }
}
