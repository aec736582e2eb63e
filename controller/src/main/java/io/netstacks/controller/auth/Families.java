package io.netstacks.controller.auth;

import io.netstacks.controller.storage.SqlParameter;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Refresh-token families in PostgreSQL: one per sign-in. Using a token makes a successor in the same family. The client may race itself with one token
 * (terminal contract §1.3), so for a short grace a used token makes further successors; used later than that, one of two holders is a thief, and the
 * whole family is revoked (RFC 9700 §4.14.2). All times are the database's, so clocks of instances do not matter.
 */
@Component
class Families {

    /** What became of an attempt to use a refresh token. */
    sealed interface Use {

        record Rotated(UUID user, UUID family) implements Use {}

        /** Never existed, expired, revoked, or of a user who is no longer active. */
        record Refused() implements Use {}

        /** Used before, longer ago than the grace: the family is revoked now. */
        record Stolen(UUID user, String username, UUID family) implements Use {}
    }

    private record Row(UUID family, UUID user, String username, boolean usable, boolean reused) {}

    private static final int PURGE_BATCH = 1000;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final RefreshSettings settings;

    Families(DatabaseClient database, TransactionalOperator transaction, RefreshSettings settings) {
        this.database = database;
        this.transaction = transaction;
        this.settings = settings;
    }

    /** Begins a family with its first token. Part of the caller's transaction. */
    Mono<UUID> begin(UUID user, RefreshToken first) {
        UUID family = UUID.randomUUID();
        return database.sql("insert into refresh_family (id, user_id) values (:family, :user)")
                .bind("family", family)
                .bind("user", user)
                .fetch()
                .rowsUpdated()
                .then(insert(family, first))
                .thenReturn(family);
    }

    /** Uses {@code token} and, when that is fine, stores {@code successor}. */
    Mono<Use> use(RefreshToken token, RefreshToken successor) {
        return transaction.transactional(
                lock(token).flatMap(row -> use(row, token, successor)).defaultIfEmpty(new Use.Refused()));
    }

    private Mono<Use> use(Row row, RefreshToken token, RefreshToken successor) {
        if (!row.usable()) {
            return Mono.just(new Use.Refused());
        }
        if (row.reused()) {
            return revoke(row.family()).thenReturn(new Use.Stolen(row.user(), row.username(), row.family()));
        }
        return database.sql("update refresh_token set rotated_at = coalesce(rotated_at, now()) where hash = :hash")
                .bind("hash", token.hash())
                .fetch()
                .rowsUpdated()
                .then(insert(row.family(), successor))
                .thenReturn(new Use.Rotated(row.user(), row.family()));
    }

    /** Uses of one family wait for each other here, so that a revocation is never overtaken. */
    private Mono<Row> lock(RefreshToken token) {
        return database.sql("""
                        select f.id as family, u.id as "user", u.username,
                               f.revoked_at is null and u.is_active and t.expires_at > now() as usable,
                               coalesce(t.rotated_at < now() - make_interval(secs => :grace), false) as reused
                        from refresh_token t
                        join refresh_family f on f.id = t.family_id
                        join users u on u.id = f.user_id
                        where t.hash = :hash
                        for update of f, t
                        """)
                .bind("grace", (double) settings.reuseGrace().toSeconds())
                .bind("hash", token.hash())
                .map(row -> new Row(
                        Objects.requireNonNull(row.get("family", UUID.class)),
                        Objects.requireNonNull(row.get("user", UUID.class)),
                        Objects.requireNonNull(row.get("username", String.class)),
                        Boolean.TRUE.equals(row.get("usable", Boolean.class)),
                        Boolean.TRUE.equals(row.get("reused", Boolean.class))))
                .one();
    }

    private Mono<Void> insert(UUID family, RefreshToken token) {
        return database.sql("""
                        insert into refresh_token (hash, family_id, expires_at)
                        values (:hash, :family, now() + make_interval(secs => :life))
                        """)
                .bind("hash", token.hash())
                .bind("family", family)
                .bind("life", (double) settings.tokenLife().toSeconds())
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<Void> revoke(UUID family) {
        return database.sql("update refresh_family set revoked_at = now() where id = :family and revoked_at is null")
                .bind("family", family)
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Signs a user out everywhere, except where {@code kept} is. */
    Mono<Void> revokeAll(UUID user, @Nullable UUID kept) {
        return database.sql("""
                        update refresh_family set revoked_at = now()
                        where user_id = :user and revoked_at is null and id is distinct from :kept
                        """)
                .bind("user", user)
                .bind("kept", SqlParameter.of(kept, UUID.class))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Removes a bounded number of expired tokens, and the families that have none left; says how many tokens. */
    Mono<Long> purge() {
        return database.sql("""
                        with expired as (
                            select hash from refresh_token where expires_at < now()
                            order by expires_at limit :batch for update skip locked
                        ), gone as (
                            delete from refresh_token t using expired where t.hash = expired.hash
                            returning t.family_id
                        ), empty as (
                            delete from refresh_family f
                            where f.id in (select family_id from gone)
                              and not exists (
                                  select 1 from refresh_token t where t.family_id = f.id and t.expires_at >= now())
                        )
                        select count(*) from gone
                        """).bind("batch", PURGE_BATCH).mapValue(Long.class).one();
    }
}
