package io.netstacks.controller.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds the {@link Access} rule of what a request is for: the handler is looked up exactly as the dispatcher will do it afterwards. */
@Component
class AccessRules {

    private static final String RULE = AccessRules.class.getName() + ".rule";

    /** Lazily: the handlers' beans may need what the security chain is made of. */
    private final ObjectProvider<DispatcherHandler> dispatcher;

    AccessRules(ObjectProvider<DispatcherHandler> dispatcher) {
        this.dispatcher = dispatcher;
    }

    Mono<AccessRule> of(ServerWebExchange exchange) {
        @Nullable AccessRule known = exchange.getAttribute(RULE);
        return known != null
                ? Mono.just(known)
                : find(exchange).doOnNext(rule -> exchange.getAttributes().put(RULE, rule));
    }

    private Mono<AccessRule> find(ServerWebExchange exchange) {
        @Nullable List<HandlerMapping> mappings = dispatcher.getObject().getHandlerMappings();
        return Flux.fromIterable(mappings == null ? List.of() : mappings)
                .concatMap(mapping -> mapping.getHandler(exchange))
                .next()
                .map(AccessRules::of)
                .defaultIfEmpty(new AccessRule.NoHandler())
                // A wrong method or media type: the dispatcher will fail in the same way, and call no handler.
                .onErrorResume(ResponseStatusException.class, _ -> Mono.just(new AccessRule.NoHandler()));
    }

    static AccessRule of(Object handler) {
        Access access =
                switch (handler) {
                    case HandlerMethod method -> {
                        Access own = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), Access.class);
                        yield own != null ? own : ofType(method.getBeanType());
                    }
                    default -> ofType(AopUtils.getTargetClass(handler));
                };
        return access == null ? new AccessRule.Nobody() : AccessRule.of(access);
    }

    private static @Nullable Access ofType(Class<?> type) {
        return AnnotatedElementUtils.findMergedAnnotation(type, Access.class);
    }
}
