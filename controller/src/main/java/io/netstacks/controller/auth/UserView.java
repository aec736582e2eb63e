package io.netstacks.controller.auth;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user as clients see it: the terminal client's User and the pact's in one (terminal contract §5 X2).
 *
 * @param name what to call the user: the display name, else the login name
 * @param role the mightiest of {@code roles}
 */
record UserView(
        UUID id,
        String username,
        String name,
        @Nullable String email,
        @Nullable String displayName,
        String authProvider,
        boolean isActive,
        Instant createdAt,
        @Nullable Instant lastLogin,
        UUID orgId,
        String role,
        Set<String> roles,
        Set<String> permissions) {

    static UserView of(User user) {
        String displayName = user.displayName();
        return new UserView(
                user.id(),
                user.username(),
                displayName == null ? user.username() : displayName,
                user.email(),
                displayName,
                "local",
                user.isActive(),
                user.createdAt(),
                user.lastLogin(),
                Organisation.ID,
                mightiest(user.roles()),
                user.roles(),
                Role.permissionsOf(user.roles()));
    }

    private static String mightiest(Set<String> roles) {
        return Stream.of(Role.values())
                .map(Role::key)
                .filter(roles::contains)
                .findFirst()
                .orElse("none");
    }
}
