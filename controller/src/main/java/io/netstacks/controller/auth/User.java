package io.netstacks.controller.auth;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code users} with its roles. */
record User(
        UUID id,
        String username,
        @Nullable String email,
        @Nullable String displayName,
        boolean isActive,
        Instant createdAt,
        @Nullable Instant lastLogin,
        SortedSet<String> roles) {

    /** What {@link #of} reads, from {@code users u}. */
    static final String COLUMNS = """
            u.id, u.username, u.email, u.display_name, u.is_active, u.created_at, u.last_login,
            array(select r.role from user_role r where r.user_id = u.id) as roles
            """;

    static User of(Readable row) {
        return new User(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("username", String.class)),
                row.get("email", String.class),
                row.get("display_name", String.class),
                Boolean.TRUE.equals(row.get("is_active", Boolean.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("last_login", Instant.class),
                rolesOf(row));
    }

    static SortedSet<String> rolesOf(Readable row) {
        String[] roles = Objects.requireNonNull(row.get("roles", String[].class));
        return Collections.unmodifiableSortedSet(new TreeSet<>(Arrays.asList(roles)));
    }
}
