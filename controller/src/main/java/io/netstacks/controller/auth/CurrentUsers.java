package io.netstacks.controller.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Who is signed in, and what he may do at this moment. A change by this instance shows at once, one by another instance within {@link #FRESH}: a
 * demotion, a deactivation and a sign-out do not wait for a token to expire (design D12).
 */
@Component
public class CurrentUsers {

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final int MOST = 20_000;

    private record Key(UUID user, UUID family) {}

    private final DatabaseClient database;
    private final AsyncCache<Key, Optional<CurrentUser>> cache =
            Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MOST).buildAsync();

    CurrentUsers(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The user behind an access token; empty when he signed out, was signed out, or is no longer active. Whatever lives longer than a request asks
     * again from time to time.
     *
     * @param family the sign-in, see {@link CurrentUser#family}
     */
    public Mono<CurrentUser> find(UUID user, UUID family) {
        // A caller that goes away must not cancel the load for others who wait for it.
        return Mono.fromFuture(
                        () -> cache.get(
                                new Key(user, family), (key, _) -> load(key).toFuture()),
                        true)
                .flatMap(Mono::justOrEmpty);
    }

    /** To be called after the change is committed. */
    void forgetFamily(UUID family) {
        cache.asMap().keySet().removeIf(key -> key.family().equals(family));
    }

    /** To be called after the change is committed. */
    void forgetUser(UUID user) {
        cache.asMap().keySet().removeIf(key -> key.user().equals(user));
    }

    private Mono<Optional<CurrentUser>> load(Key key) {
        return database.sql("""
                        select u.username, array(select r.role from user_role r where r.user_id = u.id) as roles
                        from refresh_family f
                        join users u on u.id = f.user_id
                        where f.id = :family and u.id = :user and f.revoked_at is null and u.is_active
                        """)
                .bind("family", key.family())
                .bind("user", key.user())
                .map(row -> {
                    Set<String> roles = User.rolesOf(row);
                    return new CurrentUser(
                            key.user(),
                            Objects.requireNonNull(row.get("username", String.class)),
                            roles,
                            Role.permissionsOf(roles),
                            key.family());
                })
                .one()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }
}
