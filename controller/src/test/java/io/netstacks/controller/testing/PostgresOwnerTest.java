package io.netstacks.controller.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresOwnerTest {

    @Test
    void rootWithoutUserNamespacesIsToldToRunAsAnotherUser() {
        assertThat(PostgresOwner.refusal(0, () -> false)).hasValueSatisfying(text -> assertThat(text)
                .contains("root", "unshare -U", "CAP_SYS_ADMIN", "as another user"));
        assertThat(PostgresOwner.refusal(0, () -> true)).isEmpty();
    }

    @Test
    void anybodyElseNeedsNoUserNamespaces() {
        assertThat(PostgresOwner.refusal(1000, () -> false)).isEmpty();
    }
}
