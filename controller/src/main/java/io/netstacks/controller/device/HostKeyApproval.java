package io.netstacks.controller.device;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.device.HostKeyPrompts.Answer;
import io.netstacks.controller.web.ApiException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * What a person decides about host keys, each decision in the audit trail. An approved key is stored first and the prompt ended then: whoever waits finds it
 * known, and an approval whose client has gone is good for the next attempt.
 */
@Component
class HostKeyApproval {

    /** Who decides. */
    record Decider(CurrentUser user, @Nullable String clientAddress) {}

    private final HostKeyPrompts prompts;
    private final KnownHostKeys knownKeys;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    HostKeyApproval(
            HostKeyPrompts prompts, KnownHostKeys knownKeys, AuditLog audit, TransactionalOperator transaction) {
        this.prompts = prompts;
        this.knownKeys = knownKeys;
        this.audit = audit;
        this.transaction = transaction;
    }

    Mono<Void> approve(Decider decider, UUID id) {
        return own(decider, id).flatMap(prompt -> {
            HostKeyQuestion question = prompt.question();
            if (question.known() != null && !decider.user().may(Permission.HOST_KEYS_REPLACE)) {
                return Mono.error(ApiException.forbidden("Replacing a known host key needs the permission "
                        + Permission.HOST_KEYS_REPLACE + ". Ask an administrator."));
            }
            return store(decider, question)
                    .flatMap(stored -> stored
                            ? prompts.answer(prompt, Answer.APPROVED)
                            : prompts.answer(prompt, Answer.REJECTED).then(Mono.error(decidedMeanwhile())));
        });
    }

    private Mono<Boolean> store(Decider decider, HostKeyQuestion question) {
        UUID userId = decider.user().id();
        AuditEvent event =
                event(question.known() == null ? "host_key.approved" : "host_key.replaced", decider, question);
        return transaction.transactional(knownKeys
                .store(question.host(), question.port(), question.presented(), question.known(), userId)
                .flatMap(stored -> stored ? audit.append(event).thenReturn(true) : Mono.just(false)));
    }

    Mono<Void> reject(Decider decider, UUID id) {
        return own(decider, id).flatMap(prompt -> audit.append(event("host_key.rejected", decider, prompt.question()))
                .then(prompts.answer(prompt, Answer.REJECTED)));
    }

    Mono<Void> forget(Decider decider, String host, int port) {
        AuditEvent event = event("host_key.removed", decider, KnownHostKeys.canonical(host), port);
        return transaction.transactional(knownKeys
                .remove(host, port)
                .flatMap(removed ->
                        removed ? audit.append(event) : Mono.error(ApiException.notFound("known host key"))));
    }

    private static AuditEvent event(String type, Decider decider, HostKeyQuestion question) {
        HostKey known = question.known();
        AuditEvent event = event(type, decider, question.host(), question.port())
                .with("fingerprint", question.presented().fingerprint());
        return known == null ? event : event.with("previous_fingerprint", known.fingerprint());
    }

    private static AuditEvent event(String type, Decider decider, String host, int port) {
        return AuditEvent.success(type)
                .by(decider.user().id(), decider.user().username())
                .from(decider.clientAddress())
                .on("host_key", host + " " + port);
    }

    private Mono<HostKeyPrompt> own(Decider decider, UUID id) {
        return prompts.openFor(decider.user().id())
                .flatMapIterable(open -> open)
                .filter(prompt -> prompt.id().equals(id))
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("host key prompt, or it has ended")));
    }

    private static ApiException decidedMeanwhile() {
        return ApiException.conflict(
                "HOST_KEY_CHANGED_MEANWHILE",
                "Another key of this device was approved meanwhile. Connect again to see what it shows now.");
    }
}
