package io.netstacks.controller.device;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.device.HostKeyApproval.Decider;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.ClientAddress;
import io.netstacks.controller.web.Fields;
import io.netstacks.controller.web.Paging;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Host keys: what waits for the user's answer, and what is known (terminal contract C36 to C40). */
@RestController
@RequestMapping("/api/host-keys")
class HostKeyController {

    private static final int MOST_LISTED = 1000;
    private static final int LONGEST_HOST = 253;

    /** One prompt as the terminal client shows it (C36). */
    record PromptView(
            UUID id,
            String host,
            int port,
            @JsonProperty("is_changed_key") boolean changed,
            String keyType,
            String fingerprint,
            @Nullable String previousFingerprint,
            Instant createdAt) {

        static PromptView of(HostKeyPrompt prompt) {
            HostKeyQuestion question = prompt.question();
            HostKey known = question.known();
            return new PromptView(
                    prompt.id(),
                    question.host(),
                    question.port(),
                    known != null,
                    question.presented().type(),
                    question.presented().fingerprint(),
                    known == null ? null : known.fingerprint(),
                    prompt.createdAt());
        }
    }

    record Prompts(List<PromptView> prompts) {}

    private final HostKeyPrompts prompts;
    private final HostKeyApproval approval;
    private final KnownHostKeys knownKeys;

    HostKeyController(HostKeyPrompts prompts, HostKeyApproval approval, KnownHostKeys knownKeys) {
        this.prompts = prompts;
        this.approval = approval;
        this.knownKeys = knownKeys;
    }

    @GetMapping("/prompts")
    @Access(permission = Permission.TERMINALS_OPEN)
    Mono<Prompts> prompts(@AuthenticationPrincipal CurrentUser user) {
        return prompts.openFor(user.id())
                .map(open -> new Prompts(open.stream().map(PromptView::of).toList()));
    }

    @PostMapping("/prompts/{id}/approve")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(permission = Permission.TERMINALS_OPEN)
    Mono<Void> approve(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return approval.approve(new Decider(user, ClientAddress.of(request)), id);
    }

    @PostMapping("/prompts/{id}/reject")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(permission = Permission.TERMINALS_OPEN)
    Mono<Void> reject(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return approval.reject(new Decider(user, ClientAddress.of(request)), id);
    }

    /** A plain array, ordered by host and port. */
    @GetMapping
    @Access(permission = Permission.TERMINALS_OPEN)
    Flux<KnownHostKeys.Entry> known(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable Integer offset) {
        return knownKeys.list(Paging.of(limit, offset, MOST_LISTED, MOST_LISTED));
    }

    /** The next connection to the device asks for its key again. */
    @DeleteMapping("/{host}/{port}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(permission = Permission.HOST_KEYS_REPLACE)
    Mono<Void> forget(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable String host,
            @PathVariable int port,
            ServerHttpRequest request) {
        if (port < 1 || port > 65535) {
            throw ApiException.invalid("port", "must be 1 to 65535.");
        }
        return approval.forget(
                new Decider(user, ClientAddress.of(request)), Fields.line("host", host, LONGEST_HOST), port);
    }
}
