package io.netstacks.controller.auth;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users are. A role is a set of permissions; a user has the union of his roles' sets. Ordered from the mightiest. */
public enum Role {
    ADMIN(Set.of("*")),
    OPERATOR(union(
            viewing(),
            Set.of(Permission.TERMINALS_OPEN, Permission.TERMINALS_OPEN_ANY_HOST, Permission.CREDENTIALS_PERSONAL))),
    VIEWER(viewing());

    private final Set<String> permissions;

    Role(Set<String> permissions) {
        this.permissions = permissions;
    }

    public Set<String> permissions() {
        return permissions;
    }

    /** As it is stored and shown: {@code admin}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a role that this version does not know: it permits nothing. */
    static Optional<Role> of(String key) {
        return Stream.of(values()).filter(role -> role.key().equals(key)).findFirst();
    }

    /** What a user with these roles may do, in alphabetical order. */
    static Set<String> permissionsOf(Collection<String> roles) {
        return roles.stream()
                .flatMap(key -> Role.of(key).stream())
                .flatMap(role -> role.permissions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> viewing() {
        return Set.of(Permission.SESSIONS_CONNECT, Permission.DEVICES_READ, Permission.RECORDINGS_OWN);
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        return Stream.concat(some.stream(), more.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
