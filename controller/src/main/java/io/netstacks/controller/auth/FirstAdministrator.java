package io.netstacks.controller.auth;

import io.netstacks.controller.environment.SaidOnce;
import io.netstacks.controller.startup.StartupStep;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Creates the user {@code admin} when there is no user at all, and prints its password once (F001); of instances that start at once one does (F002). */
@Component
@Order(StartupStep.FIRST_ADMINISTRATOR)
class FirstAdministrator implements StartupStep {

    private static final Logger log = SaidOnce.log();

    private static final String USERNAME = "admin";
    private static final int PASSWORD_LENGTH = 16;
    /** Without characters that look alike: people type it from a log. 16 of these 57 make 93 bits. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Users users;
    private final Passwords passwords;
    private final TransactionalOperator transaction;
    private final SecureRandom random = new SecureRandom();

    FirstAdministrator(Users users, Passwords passwords, TransactionalOperator transaction) {
        this.users = users;
        this.passwords = passwords;
        this.transaction = transaction;
    }

    @Override
    public String name() {
        return "first administrator";
    }

    @Override
    public void run() {
        if (!Boolean.TRUE.equals(users.isEmpty().block(TIMEOUT))) {
            return;
        }
        String password = randomPassword();
        Users.NewUser admin = new Users.NewUser(
                UUID.randomUUID(), USERNAME, null, null, passwords.hashNow(password), Set.of(Role.ADMIN));
        // Printed before the commit: a crash in between costs a void line, printed after it would cost the only way in.
        Mono<Boolean> insertAndPrint = users.insertFirst(admin).doOnNext(inserted -> {
            if (inserted) {
                print(password);
            }
        });
        transaction.transactional(insertAndPrint).block(TIMEOUT);
    }

    /** Warnings: {@link SaidOnce} keeps those in a log that is otherwise quiet. */
    private static void print(String password) {
        log.warn("Created default admin user");
        log.warn("Admin password: {}", password);
        log.warn("Change this password immediately after first login");
    }

    private String randomPassword() {
        return random.ints(PASSWORD_LENGTH, 0, ALPHABET.length())
                .mapToObj(index -> String.valueOf(ALPHABET.charAt(index)))
                .collect(Collectors.joining());
    }
}
