package io.netstacks.controller.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** Spring Security's view of a {@link CurrentUser}. The token is not kept, and authorities are not used: {@link AccessDecision} asks the user. */
final class SignedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient CurrentUser user;

    SignedIn(CurrentUser user) {
        super(List.of());
        this.user = user;
        super.setAuthenticated(true);
    }

    @Override
    public CurrentUser getPrincipal() {
        return user;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getName() {
        return user.username();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SignedIn that && user.equals(that.user);
    }

    @Override
    public int hashCode() {
        return user.hashCode();
    }
}
