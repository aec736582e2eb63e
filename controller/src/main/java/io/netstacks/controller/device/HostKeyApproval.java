package io.netstacks.controller.device;

import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.device.HostKeyPrompts.Answer;
import io.netstacks.controller.web.ApiException;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What a person decides about host keys. An approved key is stored first and the prompt ended then: whoever waits finds it known, and an approval whose
 * client has gone is good for the next attempt.
 */
@Component
class HostKeyApproval {

    private final HostKeyPrompts prompts;
    private final KnownHostKeys knownKeys;

    HostKeyApproval(HostKeyPrompts prompts, KnownHostKeys knownKeys) {
        this.prompts = prompts;
        this.knownKeys = knownKeys;
    }

    Mono<Void> approve(CurrentUser user, UUID id) {
        return own(user, id).flatMap(prompt -> {
            HostKeyQuestion question = prompt.question();
            if (question.known() != null && !user.may(Permission.HOST_KEYS_REPLACE)) {
                return Mono.error(ApiException.forbidden("Replacing a known host key needs the permission "
                        + Permission.HOST_KEYS_REPLACE + ". Ask an administrator."));
            }
            return knownKeys
                    .store(question.host(), question.port(), question.presented(), question.known(), user.id())
                    .flatMap(stored -> stored
                            ? prompts.answer(prompt, Answer.APPROVED)
                            : prompts.answer(prompt, Answer.REJECTED).then(Mono.error(decidedMeanwhile())));
        });
    }

    Mono<Void> reject(CurrentUser user, UUID id) {
        return own(user, id).flatMap(prompt -> prompts.answer(prompt, Answer.REJECTED));
    }

    Mono<Void> forget(CurrentUser user, String host, int port) {
        return knownKeys
                .remove(host, port)
                .flatMap(removed -> removed ? Mono.empty() : Mono.error(ApiException.notFound("host key")));
    }

    private Mono<HostKeyPrompt> own(CurrentUser user, UUID id) {
        return prompts.openFor(user.id())
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
