package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.pem.PemContent;

class PublicHalfTest {

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void aKeyThatWasWrittenWithItsPublicHalfTellsIt(String curve) throws Exception {
        KeyPair keys = keys("EC", new ECGenParameterSpec(curve));
        PrivateKey read = PemContent.of(Pem.of(PublicHalf.toldBy(keys))).getPrivateKey();
        assertThat(PublicHalf.of(read)).contains(keys.getPublic());
        assertThat(ServerCertificate.belongTogether(keys.getPublic(), read)).isTrue();
        assertThat(ServerCertificate.belongTogether(
                        keys("EC", new ECGenParameterSpec(curve)).getPublic(), read))
                .isFalse();
    }

    @Test
    void anRsaKeyTellsIt() throws Exception {
        KeyPair keys = keys("RSA", new RSAKeyGenParameterSpec(2048, BigInteger.valueOf(65537)));
        assertThat(PublicHalf.of(keys.getPrivate())).contains(keys.getPublic());
        assertThat(ServerCertificate.belongTogether(
                        CertificateAuthority.newKeys().getPublic(), keys.getPrivate()))
                .isFalse();
    }

    @Test
    void aKeyThatDoesNotTellIsTried() throws Exception {
        KeyPair bare = CertificateAuthority.newKeys();
        assertThat(PublicHalf.of(bare.getPrivate())).isEmpty();
        assertThat(ServerCertificate.belongTogether(bare.getPublic(), bare.getPrivate()))
                .isTrue();
        assertThat(ServerCertificate.belongTogether(
                        CertificateAuthority.newKeys().getPublic(), bare.getPrivate()))
                .isFalse();
        KeyPair edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertThat(PublicHalf.of(edwards.getPrivate())).isEmpty();
        assertThat(ServerCertificate.belongTogether(edwards.getPublic(), edwards.getPrivate()))
                .isTrue();
    }

    private static KeyPair keys(String algorithm, AlgorithmParameterSpec parameters) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }
}
