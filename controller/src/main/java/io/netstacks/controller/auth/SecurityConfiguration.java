package io.netstacks.controller.auth;

import io.netstacks.controller.web.ApiException;
import java.time.Clock;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import reactor.core.publisher.Mono;

/** One chain for everything: a token or nothing; no sessions, no cookies, no forms. Who may do what is decided by {@link AccessDecision}. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfiguration {

    @Bean
    AccessTokens accessTokens(JwtSettings jwt, AccessSettings access) {
        return new AccessTokens(jwt.secrets(), access.tokenLife(), Clock.systemUTC());
    }

    @Bean
    Passwords passwords() {
        return new Passwords();
    }

    @Bean
    SecurityWebFilterChain securityChain(
            ServerHttpSecurity http,
            AccessTokens tokens,
            TokenInRequest tokenInRequest,
            CurrentUsers users,
            AccessDecision decision) {
        ServerAuthenticationEntryPoint signInFirst = (_, _) -> Mono.error(ApiException.unauthorized(
                "UNAUTHORIZED", "Sign in first: the access token is missing, wrong, expired or revoked."));
        return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable) // CrossOriginFilter stands in front of this chain.
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(signInFirst).accessDeniedHandler(decision))
                .oauth2ResourceServer(server -> server.bearerTokenConverter(tokenInRequest)
                        .authenticationEntryPoint(signInFirst)
                        .accessDeniedHandler(decision)
                        .jwt(jwt -> jwt.jwtDecoder(tokens.decoder())
                                .jwtAuthenticationConverter(token -> signedIn(token, users))))
                .authorizeExchange(exchange -> exchange.anyExchange().access(decision))
                .build();
    }

    /** Paths and headers that no honest client sends, refused by Spring Security before anything looks at them. */
    @Bean
    ServerExchangeRejectedHandler rejectedRequests() {
        return (_, _) -> Mono.error(new ApiException(
                HttpStatus.BAD_REQUEST, "BAD_REQUEST", "The request's path or headers are malformed."));
    }

    private static Mono<SignedIn> signedIn(Jwt token, CurrentUsers users) {
        UUID user;
        UUID family;
        try {
            user = UUID.fromString(token.getSubject());
            family = UUID.fromString(token.getClaimAsString(AccessTokens.FAMILY_CLAIM));
        } catch (RuntimeException _) {
            return Mono.error(new InvalidBearerTokenException("Not a token of this version"));
        }
        return users.find(user, family)
                .map(SignedIn::new)
                .switchIfEmpty(Mono.error(() -> new InvalidBearerTokenException("Revoked")));
    }
}
