package io.netstacks.controller.vault;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.vault.CredentialGrants.Grant;
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

/** Shared credentials and their grants, for administrators. A secret that was put in does not come out here. */
@RestController
@RequestMapping("/api/admin/credentials")
@Access(permission = Permission.CREDENTIALS_MANAGE)
class SharedCredentialController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 1000;

    private final Credentials credentials;
    private final CredentialGrants grants;

    SharedCredentialController(Credentials credentials, CredentialGrants grants) {
        this.credentials = credentials;
        this.grants = grants;
    }

    @GetMapping
    Mono<Page<OwnedCredentialAnswer>> list(
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset) {
        return credentials
                .owned(null, Paging.of(limit, offset, DEFAULT_LIMIT, MAX_LIMIT))
                .map(page -> page.map(OwnedCredentialAnswer::of));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<OwnedCredentialAnswer> create(
            @AuthenticationPrincipal CurrentUser user, @RequestBody JsonNode body, ServerHttpRequest request) {
        return credentials
                .create(Caller.of(user, request), null, JsonBody.of(body))
                .map(OwnedCredentialAnswer::of);
    }

    @PutMapping("/{id}")
    Mono<OwnedCredentialAnswer> change(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody JsonNode body,
            ServerHttpRequest request) {
        return credentials
                .change(Caller.of(user, request), null, id, JsonBody.of(body))
                .map(OwnedCredentialAnswer::of);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return credentials.delete(Caller.of(user, request), null, id);
    }

    @GetMapping("/{id}/grants")
    Mono<Page<Grant>> grants(
            @PathVariable UUID id,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset) {
        return grants.list(id, Paging.of(limit, offset, DEFAULT_LIMIT, MAX_LIMIT));
    }

    @PostMapping("/{id}/grants")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Grant> grant(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody JsonNode body,
            ServerHttpRequest request) {
        return grants.grant(Caller.of(user, request), id, JsonBody.of(body));
    }

    @DeleteMapping("/{id}/grants/{grantId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @PathVariable UUID grantId,
            ServerHttpRequest request) {
        return grants.revoke(Caller.of(user, request), id, grantId);
    }
}
