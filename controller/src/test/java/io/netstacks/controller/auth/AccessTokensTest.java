package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

class AccessTokensTest {

    private static final String SECRET = "canary-secret-of-more-than-thirty-two-characters";
    private static final String OTHER_SECRET = "canary-another-secret-of-more-than-32-characters";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final UUID USER = UUID.randomUUID();
    private static final UUID FAMILY = UUID.randomUUID();

    private static AccessTokens at(Instant time, String... secrets) {
        return new AccessTokens(List.of(secrets), LIFE, Clock.fixed(time, ZoneOffset.UTC));
    }

    private static Jwt decode(AccessTokens tokens, String token) {
        return tokens.decoder().decode(token).block();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(AccessTokens.ISSUER)
                .audience(AccessTokens.AUDIENCE)
                .subject(USER.toString())
                .claim(AccessTokens.FAMILY_CLAIM, FAMILY.toString())
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plus(LIFE)));
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static void refused(String token) {
        ReactiveJwtDecoder decoder = at(NOW, SECRET).decoder();
        assertThatThrownBy(() -> decoder.decode(token).block()).isInstanceOf(BadJwtException.class);
    }

    @Test
    void anIssuedTokenIsAcceptedUntilItExpires() {
        String token = at(NOW, SECRET).issue(USER, FAMILY);
        Jwt jwt = decode(at(NOW.plus(LIFE).minusSeconds(1), SECRET), token);
        assertThat(jwt.getSubject()).isEqualTo(USER.toString());
        assertThat(jwt.getClaimAsString(AccessTokens.FAMILY_CLAIM)).isEqualTo(FAMILY.toString());
        AccessTokens later = at(NOW.plus(LIFE).plusSeconds(1), SECRET);
        assertThatThrownBy(() -> decode(later, token)).isInstanceOf(BadJwtException.class);
    }

    @Test
    @DisplayName(
            "E003 a token of one instance is accepted by another one with the same secret, and by none with another")
    void theSecretDecides() {
        String token = at(NOW, SECRET).issue(USER, FAMILY);
        assertThat(decode(at(NOW, SECRET), token).getSubject()).isEqualTo(USER.toString());
        AccessTokens other = at(NOW, OTHER_SECRET);
        assertThatThrownBy(() -> decode(other, token)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void aSecretIsRotatedWithoutSigningAnybodyOut() {
        String before = at(NOW, SECRET).issue(USER, FAMILY);
        AccessTokens rotating = at(NOW, OTHER_SECRET, SECRET);
        assertThat(decode(rotating, before).getSubject()).isEqualTo(USER.toString());
        String after = rotating.issue(USER, FAMILY);
        assertThat(decode(at(NOW, OTHER_SECRET), after).getSubject()).isEqualTo(USER.toString());
        assertThat(decode(at(NOW, SECRET, OTHER_SECRET), after).getSubject()).isEqualTo(USER.toString());
    }

    @Test
    @DisplayName("contract §1.3: the payload never holds the characters that plain base64 lacks")
    void thePayloadIsPlainBase64() throws ParseException {
        for (int i = 0; i < 200; i++) {
            String token = at(NOW.plusSeconds(i), SECRET).issue(UUID.randomUUID(), UUID.randomUUID());
            String[] parts = token.split("\\.");
            assertThat(parts).hasSize(3);
            assertThat(parts[1]).matches("[A-Za-z0-9]+");
            assertThat(new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.US_ASCII))
                    .contains("\"exp\":" + NOW.plusSeconds(i).plus(LIFE).getEpochSecond());
        }
        assertThat(SignedJWT.parse(at(NOW, SECRET).issue(USER, FAMILY))
                        .getJWTClaimsSet()
                        .getClaims())
                .containsOnlyKeys("iss", "aud", "sub", "sid", "ver", "iat", "exp");
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        refused(new PlainJWT(claims().build()).serialize());
        String[] parts = at(NOW, SECRET).issue(USER, FAMILY).split("\\.");
        refused(parts[0] + "." + parts[1] + ".");
    }

    @Test
    void aChangedTokenIsRefused() {
        String[] mine = at(NOW, SECRET).issue(USER, FAMILY).split("\\.");
        String[] other = at(NOW, SECRET).issue(UUID.randomUUID(), FAMILY).split("\\.");
        refused(mine[0] + "." + other[1] + "." + mine[2]);
    }

    @Test
    void otherAlgorithmsAreRefusedEvenUnderOurSecret() throws Exception {
        byte[] secret = (SECRET + SECRET).getBytes(StandardCharsets.UTF_8);
        MACSigner signer = new MACSigner(secret);
        String token = signed(JWSAlgorithm.HS512, signer, claims().build());
        ReactiveJwtDecoder decoder = at(NOW, SECRET + SECRET).decoder();
        assertThatThrownBy(() -> decoder.decode(token).block()).isInstanceOf(BadJwtException.class);
        String rsa = signed(
                JWSAlgorithm.RS256,
                new RSASSASigner(
                        KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate()),
                claims().build());
        refused(rsa);
    }

    @Test
    void tokensOfAnotherPurposeAreRefused() throws Exception {
        MACSigner signer = new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(decode(at(NOW, SECRET), signed(JWSAlgorithm.HS256, signer, claims().build()))
                        .getSubject())
                .as("the same claims with the right audience are fine")
                .isEqualTo(USER.toString());
        refused(signed(
                JWSAlgorithm.HS256, signer, claims().audience("ctrl-a1b2c3d4").build()));
        refused(signed(JWSAlgorithm.HS256, signer, claims().issuer("someone").build()));
        refused(signed(JWSAlgorithm.HS256, signer, claims().expirationTime(null).build()));
    }

    @Test
    void garbageIsRefused() {
        for (String token : List.of("", "a", "a.b", "a.b.c", "....", "\u0000.\u0000.\u0000", "x".repeat(10_000))) {
            refused(token);
        }
    }
}
