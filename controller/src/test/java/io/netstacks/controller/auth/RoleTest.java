package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoleTest {

    private static CurrentUser with(String... permissions) {
        return new CurrentUser(UUID.randomUUID(), "anna", Set.of(), Set.of(permissions), UUID.randomUUID());
    }

    private static CurrentUser in(String... roles) {
        return new CurrentUser(
                UUID.randomUUID(), "anna", Set.of(roles), Role.permissionsOf(List.of(roles)), UUID.randomUUID());
    }

    private static Stream<String> allPermissions() {
        return Stream.of(Permission.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void aPermissionMatchesItselfItsResourceAndAll() {
        assertThat(with("devices.read").may("devices.read")).isTrue();
        assertThat(with("devices.*").may("devices.read")).isTrue();
        assertThat(with("*").may("devices.read")).isTrue();
    }

    @Test
    void nothingElseMatches() {
        assertThat(with().may("devices.read")).isFalse();
        assertThat(with("devices.manage").may("devices.read")).isFalse();
        assertThat(with("devices").may("devices.read")).isFalse();
        assertThat(with("device.*").may("devices.read")).isFalse();
        assertThat(with("devices.read.all").may("devices.read")).isFalse();
        assertThat(with("terminals.open").may("terminals.open_any_host")).isFalse();
        assertThat(with(".*").may("devices.read")).isFalse();
    }

    @Test
    void anAdministratorMayDoEverything() {
        assertThat(allPermissions()).isNotEmpty().allMatch(in("admin")::may);
    }

    @Test
    void aViewerLooksOnly() {
        assertThat(allPermissions().filter(in("viewer")::may))
                .containsExactlyInAnyOrder(
                        Permission.SESSIONS_CONNECT, Permission.DEVICES_READ, Permission.RECORDINGS_OWN);
    }

    @Test
    void anOperatorOpensTerminalsAndManagesNothing() {
        assertThat(allPermissions().filter(in("operator")::may))
                .containsExactlyInAnyOrder(
                        Permission.SESSIONS_CONNECT,
                        Permission.DEVICES_READ,
                        Permission.RECORDINGS_OWN,
                        Permission.TERMINALS_OPEN,
                        Permission.TERMINALS_OPEN_ANY_HOST,
                        Permission.CREDENTIALS_PERSONAL);
    }

    @Test
    void severalRolesAddUpAndAnUnknownOnePermitsNothing() {
        assertThat(Role.permissionsOf(List.of("viewer", "operator")))
                .isEqualTo(Role.permissionsOf(List.of("operator")));
        assertThat(Role.permissionsOf(List.of("emperor"))).isEmpty();
        assertThat(Role.permissionsOf(List.of())).isEmpty();
    }

    @Test
    void rulesThatSayTwoThingsOrNothingPermitNobody() throws Exception {
        CurrentUser admin = in("admin");
        for (String method : List.of("nothing", "both", "all")) {
            Access access = getClass().getDeclaredMethod(method).getAnnotation(Access.class);
            assertThat(AccessDecision.permits(AccessRule.of(access), admin))
                    .as(method)
                    .isFalse();
        }
        assertThat(AccessDecision.permits(AccessRules.of(new Object()), admin)).isFalse();
    }

    @Access
    void nothing() {}

    @Access(anyone = true, signedIn = true)
    void both() {}

    @Access(anyone = true, permission = Permission.DEVICES_READ)
    void all() {}
}
