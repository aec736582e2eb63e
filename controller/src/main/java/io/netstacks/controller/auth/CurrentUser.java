package io.netstacks.controller.auth;

import java.util.Set;
import java.util.UUID;

/**
 * Who makes a request, with what they may do at this moment: taken from the permission cache, never from the token.
 *
 * @param id the user's id
 * @param username the login name
 * @param roles names of roles
 * @param permissions {@link Permission} names, possibly with wildcards
 * @param family the refresh-token family that the access token belongs to: one per sign-in
 */
public record CurrentUser(UUID id, String username, Set<String> roles, Set<String> permissions, UUID family) {

    /** Whether one of the permissions is {@code permission}, its resource's wildcard, or {@code *}. */
    public boolean may(String permission) {
        return permissions.contains(permission)
                || permissions.contains("*")
                || permissions.contains(permission.substring(0, permission.indexOf('.')) + ".*");
    }
}
