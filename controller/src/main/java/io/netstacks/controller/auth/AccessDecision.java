package io.netstacks.controller.auth;

import io.netstacks.controller.web.ApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authorization.AuthorizationContext;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Enforces {@link Access}: what has no rule is denied, what does not exist is nobody's business but the signed-in's. */
@Component
class AccessDecision implements ReactiveAuthorizationManager<AuthorizationContext>, ServerAccessDeniedHandler {

    private final AccessRules rules;

    AccessDecision(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public Mono<AuthorizationResult> authorize(Mono<Authentication> authentication, AuthorizationContext context) {
        return rules.of(context.getExchange()).flatMap(rule -> switch (rule) {
            case AccessRule.Anyone _ -> Mono.just(new AuthorizationDecision(true));
            default ->
                authentication
                        .map(caller -> new AuthorizationDecision(
                                caller.getPrincipal() instanceof CurrentUser user && permits(rule, user)))
                        .defaultIfEmpty(new AuthorizationDecision(false));
        });
    }

    static boolean permits(AccessRule rule, @Nullable CurrentUser user) {
        return switch (rule) {
            case AccessRule.Anyone _ -> true;
            case AccessRule.SignedInUser _, AccessRule.NoHandler _ -> user != null;
            case AccessRule.Holder holder -> user != null && user.may(holder.permission());
            case AccessRule.Nobody _ -> false;
        };
    }

    /** Only the signed-in come here; everybody else was told to sign in. */
    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException denied) {
        return rules.of(exchange)
                .flatMap(rule -> Mono.error(ApiException.forbidden(
                        rule instanceof AccessRule.Holder holder
                                ? "This needs the permission " + holder.permission()
                                        + ". An administrator can give you a role that has it."
                                : "Nobody may call this.")));
    }
}
