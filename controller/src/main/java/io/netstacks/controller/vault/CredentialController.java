package io.netstacks.controller.vault;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** A user's credentials as the terminal client knows them (contract C14 to C20). It never asks for a second page. */
@RestController
@RequestMapping("/api/credentials")
class CredentialController {

    private static final int MAX_LIMIT = 1000;
    private static final int MAX_REASON = 1024;

    private final Credentials credentials;

    CredentialController(Credentials credentials) {
        this.credentials = credentials;
    }

    @GetMapping("/accessible")
    @Access(signedIn = true)
    Mono<Page<CredentialAnswer>> accessible(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset) {
        return credentials
                .accessible(user, Paging.of(limit, offset, MAX_LIMIT, MAX_LIMIT))
                .map(page -> page.map(CredentialAnswer::of));
    }

    /** The first by name; JSON null when there is none, for the client parses the answer. */
    @GetMapping("/accessible/default")
    @Access(signedIn = true)
    Mono<Object> firstAccessible(@AuthenticationPrincipal CurrentUser user) {
        return credentials
                .accessible(user, new Paging(1, 0))
                .map(page -> page.items().isEmpty()
                        ? NullNode.getInstance()
                        : CredentialAnswer.of(page.items().getFirst()));
    }

    @GetMapping("/personal")
    @Access(permission = Permission.CREDENTIALS_PERSONAL)
    Mono<Page<OwnedCredentialAnswer>> personal(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset) {
        return credentials
                .owned(user.id(), Paging.of(limit, offset, MAX_LIMIT, MAX_LIMIT))
                .map(page -> page.map(OwnedCredentialAnswer::of));
    }

    @PostMapping("/personal")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(permission = Permission.CREDENTIALS_PERSONAL)
    Mono<OwnedCredentialAnswer> create(
            @AuthenticationPrincipal CurrentUser user, @RequestBody JsonNode body, ServerHttpRequest request) {
        return credentials
                .create(Caller.of(user, request), user.id(), JsonBody.of(body))
                .map(OwnedCredentialAnswer::of);
    }

    @PutMapping("/personal/{id}")
    @Access(permission = Permission.CREDENTIALS_PERSONAL)
    Mono<OwnedCredentialAnswer> change(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody JsonNode body,
            ServerHttpRequest request) {
        return credentials
                .change(Caller.of(user, request), user.id(), id, JsonBody.of(body))
                .map(OwnedCredentialAnswer::of);
    }

    @DeleteMapping("/personal/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(permission = Permission.CREDENTIALS_PERSONAL)
    Mono<Void> delete(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return credentials.delete(Caller.of(user, request), user.id(), id);
    }

    @PostMapping("/personal/{id}/reveal")
    @Access(permission = Permission.CREDENTIALS_PERSONAL)
    Mono<RevealedSecret> reveal(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody JsonNode body,
            ServerHttpRequest request) {
        String reason = JsonBody.of(body).requiredLine("reason", MAX_REASON);
        return credentials.reveal(Caller.of(user, request), id, reason).map(RevealedSecret::new);
    }

    /** The one answer that holds a secret. */
    record RevealedSecret(String secret) {

        @Override
        public String toString() {
            return "RevealedSecret";
        }
    }
}
