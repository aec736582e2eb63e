package io.netstacks.controller.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Flux;

/**
 * Access tokens: JWTs (RFC 7519) signed with HS256. Claims are ids, times and a version only (design D12): what a user may do is looked up at each
 * request, and ASCII without {@code >}, {@code ?} and {@code ~} never makes the base64url characters that the client's decoder fails on (terminal
 * contract §1.3).
 *
 * <p>Each secret has a key id that is computed from it, so that instances agree on ids without talking.
 */
class AccessTokens {

    /** The claim with the refresh-token family: one per sign-in. */
    static final String FAMILY_CLAIM = "sid";

    static final String ISSUER = "netstacks";
    /** Tokens between instances are signed with the same secrets; their audience is an instance, and they open nothing here. */
    static final String AUDIENCE = "netstacks-users";

    private static final String VERSION_CLAIM = "ver";
    private static final int VERSION = 1;
    private static final int KEY_ID_BYTES = 8;
    private static final String HMAC = "HmacSHA256";

    private final List<JWK> keys;
    private final Duration life;
    private final Clock clock;
    private final JwtEncoder encoder;

    /** @param secrets the first signs, all verify */
    AccessTokens(List<String> secrets, Duration life, Clock clock) {
        this.keys = secrets.stream().map(AccessTokens::key).toList();
        this.life = life;
        this.clock = clock;
        this.encoder = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(keys)));
    }

    Duration life() {
        return life;
    }

    String issue(UUID user, UUID family) {
        Instant now = clock.instant();
        JwsHeader header = JwsHeader.with(MacAlgorithm.HS256)
                .keyId(keys.getFirst().getKeyID())
                .type("JWT")
                .build();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .subject(user.toString())
                .claim(FAMILY_CLAIM, family.toString())
                .claim(VERSION_CLAIM, VERSION)
                .issuedAt(now)
                .expiresAt(now.plus(life))
                .build();
        return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
    }

    /** Accepts what {@link #issue} made with one of the secrets, until it expires; anything else is a {@code BadJwtException}. */
    ReactiveJwtDecoder decoder() {
        NimbusReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withJwkSource(_ -> Flux.fromIterable(keys))
                .jwsAlgorithm(MacAlgorithm.HS256)
                .build();
        JwtTimestampValidator times = new JwtTimestampValidator(Duration.ZERO);
        times.setClock(clock);
        times.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                times, new JwtIssuerValidator(ISSUER), new JwtAudienceValidator(AUDIENCE)));
        return decoder;
    }

    private static JWK key(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return new OctetSequenceKey.Builder(bytes).keyID(keyId(bytes)).build();
    }

    private static String keyId(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            byte[] digest = mac.doFinal("netstacks access token key id".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is part of every Java platform", e);
        }
    }
}
