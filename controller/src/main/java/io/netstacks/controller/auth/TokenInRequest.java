package io.netstacks.controller.auth;

import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Where a request carries its access token: in the Authorization header (RFC 6750 §2.1); for WebSockets, to which browsers add no header, in the query
 * parameter {@code token} (terminal contract §3). Where anybody may call, nobody looks.
 */
@Component
class TokenInRequest implements ServerAuthenticationConverter {

    private static final PathPattern WEB_SOCKETS = PathPatternParser.defaultInstance.parse("/ws/**");
    private static final String PARAMETER = "token";

    private final AccessRules rules;
    private final ServerAuthenticationConverter header = new ServerBearerTokenAuthenticationConverter();

    TokenInRequest(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        return rules.of(exchange).flatMap(rule -> rule instanceof AccessRule.Anyone ? Mono.empty() : token(exchange));
    }

    private Mono<Authentication> token(ServerWebExchange exchange) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        if (!WEB_SOCKETS.matches(path)) {
            return header.convert(exchange);
        }
        List<String> tokens = exchange.getRequest().getQueryParams().getOrDefault(PARAMETER, List.of());
        if (tokens.size() > 1) {
            return Mono.error(new InvalidBearerTokenException("More than one token"));
        }
        return Mono.justOrEmpty(tokens.stream().findFirst())
                .filter(token -> !token.isBlank())
                .map(BearerTokenAuthenticationToken::new);
    }
}
