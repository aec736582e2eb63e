package io.netstacks.controller.auth;

import io.netstacks.controller.storage.SqlParameter;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The users in PostgreSQL. Names and e-mail addresses are compared without regard to case. */
@Component
class Users {

    /** @param passwordHash as {@link Passwords} makes it */
    record NewUser(
            UUID id,
            String username,
            @Nullable String email,
            @Nullable String displayName,
            String passwordHash,
            Set<Role> roles) {}

    /** A user with what proves that it is him. */
    record Login(User user, String passwordHash) {}

    private final DatabaseClient database;

    Users(DatabaseClient database) {
        this.database = database;
    }

    /** By login name, or by e-mail address when no login name is like that. */
    Mono<Login> findLogin(String nameOrEmail) {
        return database.sql("select u.password_hash, " + User.COLUMNS + """
                        from users u
                        where lower(u.username) = lower(:name) or lower(u.email) = lower(:name)
                        order by lower(u.username) = lower(:name) desc
                        limit 1
                        """)
                .bind("name", nameOrEmail)
                .map(row -> new Login(User.of(row), Objects.requireNonNull(row.get("password_hash", String.class))))
                .one();
    }

    Mono<User> find(UUID id) {
        return database.sql("select " + User.COLUMNS + " from users u where u.id = :id")
                .bind("id", id)
                .map(User::of)
                .one();
    }

    Mono<Page<User>> list(Paging paging) {
        return database.sql("select " + User.COLUMNS
                        + " from users u order by lower(u.username) limit :limit offset :offset")
                .bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map(User::of)
                .all()
                .collectList()
                .zipWith(count(), (users, total) -> new Page<>(users, total, paging.limit(), paging.offset()));
    }

    private Mono<Long> count() {
        return database.sql("select count(*) from users").mapValue(Long.class).one();
    }

    /** Adds a user; false when the name or the address already leads to another one. Part of the caller's transaction. */
    Mono<Boolean> insert(NewUser user) {
        return database.sql("""
                        insert into users (id, username, email, display_name, password_hash)
                        select :id, :username, :email, :displayName, :passwordHash
                        where not exists (
                            select 1 from users
                            where lower(username) in (lower(:username), lower(:email))
                               or lower(email) in (lower(:username), lower(:email)))
                        """)
                .bind("id", user.id())
                .bind("username", user.username())
                .bind("email", SqlParameter.text(user.email()))
                .bind("displayName", SqlParameter.text(user.displayName()))
                .bind("passwordHash", user.passwordHash())
                .fetch()
                .rowsUpdated()
                .flatMap(rows -> rows == 1 ? giveRoles(user.id(), user.roles()).thenReturn(true) : Mono.just(false))
                // Two at once: the unique index decides.
                .onErrorReturn(DuplicateKeyException.class, false);
    }

    /** Adds a user when there is none at all; false when there is. Part of the caller's transaction. */
    Mono<Boolean> insertFirst(NewUser user) {
        // The lock falls with the transaction, which also holds through a transaction-mode pooler (F007); the check is
        // a later statement, so it sees what an earlier holder of the lock committed.
        return database.sql("select pg_advisory_xact_lock(hashtext('netstacks first administrator'))")
                .fetch()
                .rowsUpdated()
                .then(isEmpty())
                .flatMap(empty -> empty ? insert(user) : Mono.just(false));
    }

    Mono<Boolean> isEmpty() {
        return database.sql("select not exists (select 1 from users)")
                .mapValue(Boolean.class)
                .one();
    }

    Mono<Void> recordLogin(UUID user) {
        return database.sql("update users set last_login = now() where id = :id")
                .bind("id", user)
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<Void> changePassword(UUID user, String passwordHash) {
        return database.sql("update users set password_hash = :hash where id = :id")
                .bind("hash", passwordHash)
                .bind("id", user)
                .fetch()
                .rowsUpdated()
                .then();
    }

    private Mono<Void> giveRoles(UUID user, Set<Role> roles) {
        return database.sql("insert into user_role (user_id, role) select :user, unnest(:roles::text[])")
                .bind("user", user)
                .bind("roles", roles.stream().map(Role::key).toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .then();
    }
}
