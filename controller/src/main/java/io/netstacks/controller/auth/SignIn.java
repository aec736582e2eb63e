package io.netstacks.controller.auth;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.web.ApiException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Signing in, staying signed in, signing out. Every outcome is in the audit trail before the caller learns it. */
@Component
class SignIn {

    /** What a client holds after signing in. */
    record Tokens(String access, RefreshToken refresh) {}

    private final Users users;
    private final Passwords passwords;
    private final Families families;
    private final AccessTokens accessTokens;
    private final CurrentUsers currentUsers;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    SignIn(
            Users users,
            Passwords passwords,
            Families families,
            AccessTokens accessTokens,
            CurrentUsers currentUsers,
            AuditLog audit,
            TransactionalOperator transaction) {
        this.users = users;
        this.passwords = passwords;
        this.families = families;
        this.accessTokens = accessTokens;
        this.currentUsers = currentUsers;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** A user who proved who he is; {@code invalid_credentials} for a wrong name, a wrong password and an inactive user alike. */
    Mono<User> verify(String nameOrEmail, String password, @Nullable String address) {
        return users.findLogin(nameOrEmail)
                .flatMap(login -> passwords
                        .matches(password, login.passwordHash())
                        .flatMap(matches -> matches && login.user().isActive()
                                ? Mono.just(login.user())
                                : refuse(login.user(), matches ? "inactive" : "wrong_password", address)))
                .switchIfEmpty(Mono.defer(
                        () -> passwords.matches(password, null).then(refuse(null, "unknown_user", address))));
    }

    /** The name is recorded only when it is a user's: people type passwords into the name's field. */
    private Mono<User> refuse(@Nullable User user, String reason, @Nullable String address) {
        AuditEvent event = AuditEvent.failure("user.login").from(address).with("reason", reason);
        return audit.append(user == null ? event : event.by(user.id(), user.username()))
                .then(Mono.error(() -> ApiException.unauthorized("INVALID_CREDENTIALS", "invalid_credentials")));
    }

    Mono<Tokens> begin(User user, @Nullable String address) {
        RefreshToken refresh = RefreshToken.random();
        return transaction.transactional(
                families.begin(user.id(), refresh).flatMap(family -> users.recordLogin(user.id())
                        .then(audit.append(AuditEvent.success("user.login")
                                .by(user.id(), user.username())
                                .from(address)
                                .with("family", family.toString())))
                        .thenReturn(new Tokens(accessTokens.issue(user.id(), family), refresh))));
    }

    Mono<Tokens> refresh(RefreshToken token, @Nullable String address) {
        RefreshToken successor = RefreshToken.random();
        return families.use(token, successor).flatMap(use -> switch (use) {
            case Families.Use.Rotated rotated ->
                Mono.just(new Tokens(accessTokens.issue(rotated.user(), rotated.family()), successor));
            case Families.Use.Stolen stolen -> reportTheft(stolen, address).then(refuseRefresh());
            case Families.Use.Refused _ -> refuseRefresh();
        });
    }

    private Mono<Void> reportTheft(Families.Use.Stolen stolen, @Nullable String address) {
        currentUsers.forgetFamily(stolen.family());
        return audit.append(AuditEvent.failure("user.refresh_reused")
                .by(stolen.user(), stolen.username())
                .from(address)
                .with("family", stolen.family().toString()));
    }

    private static Mono<Tokens> refuseRefresh() {
        return Mono.error(() -> ApiException.unauthorized(
                "INVALID_REFRESH_TOKEN", "The refresh token is wrong, expired or revoked. Sign in again."));
    }

    /** Ends this sign-in: its refresh tokens and its access tokens stop working at once. */
    Mono<Void> end(CurrentUser user, @Nullable String address) {
        return transaction
                .transactional(families.revoke(user.family())
                        .then(audit.append(AuditEvent.success("user.logout")
                                .by(user.id(), user.username())
                                .from(address)
                                .with("family", user.family().toString()))))
                .doOnSuccess(_ -> currentUsers.forgetFamily(user.family()));
    }

    /** Changes the user's own password and signs him out everywhere else. */
    Mono<Void> changePassword(CurrentUser user, String current, String next, @Nullable String address) {
        return verify(user.username(), current, address)
                .onErrorMap(
                        ApiException.class,
                        error -> error.code().equals("INVALID_CREDENTIALS")
                                ? ApiException.forbidden("current_password is wrong.")
                                : error)
                .then(passwords.hash(next))
                .flatMap(hash -> transaction.transactional(users.changePassword(user.id(), hash)
                        .then(families.revokeAll(user.id(), user.family()))
                        .then(audit.append(AuditEvent.success("user.password_changed")
                                .by(user.id(), user.username())
                                .from(address)))))
                .doOnSuccess(_ -> currentUsers.forgetUser(user.id()));
    }

    Mono<User> user(UUID id) {
        return users.find(id);
    }
}
