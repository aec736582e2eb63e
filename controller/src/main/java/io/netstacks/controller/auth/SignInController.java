package io.netstacks.controller.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.ClientAddress;
import io.netstacks.controller.web.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Login, refresh, logout, me, providers (terminal contract C03 to C07), and one's own password. */
@RestController
@RequestMapping("/api/auth")
class SignInController {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REFRESH_TOKEN = 256;

    /** What signs in. The licence part will count seats by it. */
    enum ClientType {
        TERMINAL,
        ADMIN_UI
    }

    /** The name comes as {@code username} or {@code email} (terminal contract §5 X1); either may hold a login name or an e-mail address. */
    record LoginRequest(
            @Nullable String username,
            @Nullable String email,
            @Nullable String password,
            @Nullable ClientType clientType) {

        String nameOrEmail() {
            return username == null || username.isBlank()
                    ? Fields.line("username", email, LONGEST_NAME)
                    : Fields.line("username", username, LONGEST_NAME);
        }

        @Override
        public String toString() {
            return "LoginRequest[…]";
        }
    }

    record RefreshRequest(@Nullable String refreshToken) {

        @Override
        public String toString() {
            return "RefreshRequest[…]";
        }
    }

    record PasswordChange(
            @Nullable String currentPassword, @Nullable String newPassword) {

        @Override
        public String toString() {
            return "PasswordChange[…]";
        }
    }

    /** @param expiresIn life of the access token in seconds */
    record TokenAnswer(
            String accessToken,
            String refreshToken,
            String tokenType,
            long expiresIn,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UserView user) {

        @Override
        public String toString() {
            return "TokenAnswer[…]";
        }
    }

    record Provider(String type, String name, boolean enabled) {}

    private final SignIn signIn;
    private final AccessTokens accessTokens;

    SignInController(SignIn signIn, AccessTokens accessTokens) {
        this.signIn = signIn;
        this.accessTokens = accessTokens;
    }

    @PostMapping("/login")
    @Access(anyone = true)
    Mono<TokenAnswer> login(@RequestBody LoginRequest body, ServerHttpRequest request) {
        String name = body.nameOrEmail();
        String password = PasswordRule.given("password", body.password());
        String address = ClientAddress.of(request);
        return signIn.verify(name, password, address).flatMap(user -> signIn.begin(user, address)
                // Read again: last_login has changed.
                .flatMap(tokens -> signIn.user(user.id()).map(now -> answer(tokens, UserView.of(now)))));
    }

    @PostMapping("/refresh")
    @Access(anyone = true)
    Mono<TokenAnswer> refresh(@RequestBody RefreshRequest body, ServerHttpRequest request) {
        String token = Fields.line("refresh_token", body.refreshToken(), LONGEST_REFRESH_TOKEN);
        return signIn.refresh(new RefreshToken(token), ClientAddress.of(request))
                .map(tokens -> answer(tokens, null));
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(signedIn = true)
    Mono<Void> logout(@AuthenticationPrincipal CurrentUser user, ServerHttpRequest request) {
        return signIn.end(user, ClientAddress.of(request));
    }

    @GetMapping("/me")
    @Access(signedIn = true)
    Mono<UserView> me(@AuthenticationPrincipal CurrentUser user) {
        return signIn.user(user.id()).map(UserView::of).switchIfEmpty(Mono.error(() -> ApiException.notFound("user")));
    }

    @PutMapping("/me/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(signedIn = true)
    Mono<Void> changePassword(
            @AuthenticationPrincipal CurrentUser user, @RequestBody PasswordChange body, ServerHttpRequest request) {
        return signIn.changePassword(
                user,
                PasswordRule.given("current_password", body.currentPassword()),
                PasswordRule.chosen("new_password", body.newPassword()),
                ClientAddress.of(request));
    }

    @GetMapping("/providers")
    @Access(anyone = true)
    Mono<List<Provider>> providers() {
        return Mono.just(List.of(new Provider("local", "Local", true)));
    }

    private TokenAnswer answer(SignIn.Tokens tokens, @Nullable UserView user) {
        return new TokenAnswer(
                tokens.access(),
                tokens.refresh().value(),
                "Bearer",
                accessTokens.life().toSeconds(),
                user);
    }
}
