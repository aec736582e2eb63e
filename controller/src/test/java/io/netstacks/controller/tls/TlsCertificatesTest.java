package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsCertificatesTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Set<ServerName> NAMES =
            Set.of(new ServerName("localhost", false), new ServerName("127.0.0.1", true));

    @TempDir
    private Path folder;

    @Test
    @DisplayName("E009: what is made is a CA of ten years and a server certificate that clients accept")
    void theMadeCertificateIsWhatClientsAccept() throws Exception {
        ServerCertificate made = start(NOW).current();
        X509Certificate leaf = made.leaf();
        X509Certificate ca = made.authority().orElseThrow();
        leaf.verify(ca.getPublicKey());
        assertThat(ca.getBasicConstraints()).isZero();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.names()).isEqualTo(NAMES);
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isLessThan(Duration.ofDays(397));
        assertThat(Duration.between(
                        ca.getNotBefore().toInstant(), ca.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(3650));
        assertThat(made.isSelfGenerated()).isTrue();
    }

    @Test
    @DisplayName("E009: a second boot uses what the first one made, and changes no byte")
    void aSecondBootReuses() throws IOException {
        TlsCertificates first = start(NOW);
        CertificateAuthority ca = first.candidate();
        first.adopt(ca);
        String certificate = Files.readString(certPath());
        TlsCertificates second = start(NOW.plus(Duration.ofDays(300)));
        second.adopt(ca);
        second.refresh();
        assertThat(second.current()).isEqualTo(first.current());
        assertThat(certPath()).hasContent(certificate);
    }

    @Test
    void theCaIsNotToldBeforeTheClusterHasAgreedOnIt() {
        TlsCertificates certificates = start(NOW);
        assertThat(certificates.areSettled()).isFalse();
        certificates.adopt(certificates.candidate());
        assertThat(certificates.areSettled()).isTrue();
    }

    @Test
    @DisplayName(
            "design 8.5: the CA of another instance replaces the one made here, in the files and in the running listener")
    void theClustersCaIsTakenOver() throws Exception {
        TlsCertificates certificates = start(NOW);
        InMemoryHandshake client = new InMemoryHandshake();
        assertThat(client.with(certificates.listener()))
                .isEqualTo(certificates.current().leaf());
        CertificateAuthority cluster =
                CertificateAuthority.fromBytes(CertificateAuthority.create(NOW).toBytes());
        certificates.adopt(cluster);
        ServerCertificate taken = certificates.current();
        assertThat(taken.isIssuedBy(cluster)).isTrue();
        assertThat(client.with(certificates.listener())).isEqualTo(taken.leaf());
        assertThat(start(NOW).current()).isEqualTo(certificates.current());
        assertThat(folder.resolve("ca.pem")).hasContent(Pem.of(cluster.certificate()));
        certificates.adopt(cluster);
        assertThat(certificates.current()).isSameAs(taken);
    }

    @Test
    void aCertificateIsReplacedThirtyDaysBeforeItEnds() {
        TlsCertificates first = start(NOW);
        CertificateAuthority ca = first.candidate();
        Instant end = first.current().leaf().getNotAfter().toInstant();
        TlsCertificates early = start(end.minus(Duration.ofDays(31)));
        early.adopt(ca);
        assertThat(early.current()).isEqualTo(first.current());
        TlsCertificates late = start(end.minus(Duration.ofDays(29)));
        late.adopt(ca);
        assertThat(late.current().leaf().getNotAfter().toInstant()).isAfter(end);
        assertThat(late.current().key()).isEqualTo(first.current().key());
    }

    @Test
    void aNewNameBringsANewCertificate() {
        CertificateAuthority ca = start(NOW).candidate();
        TlsCertificates certificates = new TlsCertificates(
                settings(true),
                Set.of(new ServerName("localhost", false), new ServerName("ns.example.com", false)),
                clock(NOW));
        certificates.adopt(ca);
        assertThat(certificates.current().names()).contains(new ServerName("ns.example.com", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS#8", "PKCS#1", "SEC1"})
    @DisplayName("E008: the user's certificate is used as it is, with a key in any of the usual forms")
    void theUsersCertificateIsUsedAndNeverTouched(String form) throws Exception {
        KeyPair keys = form.equals("PKCS#1") ? rsa() : CertificateAuthority.newKeys();
        CertificateAuthority companyCa = companyCa();
        X509Certificate leaf = companyCa.issue(keys.getPublic(), NAMES, NOW);
        Files.writeString(certPath(), Pem.of(List.of(leaf)));
        Files.writeString(keyPath(), form.equals("PKCS#8") ? Pem.of(keys.getPrivate()) : traditional(keys));
        String before = Files.readString(certPath());
        TlsCertificates certificates = start(NOW.plus(Duration.ofDays(390)));
        certificates.adopt(CertificateAuthority.create(NOW));
        certificates.refresh();
        assertThat(certificates.current().chain()).containsExactly(leaf);
        assertThat(certificates.areSettled()).isTrue();
        assertThat(certificates.current().authority()).isEmpty();
        assertThat(certPath()).hasContent(before);
        assertThat(folder.resolve("ca.pem")).doesNotExist();
    }

    @Test
    void aReplacedCertificateOfTheUserIsTakenUp() throws Exception {
        TlsCertificates certificates = start(NOW);
        KeyPair keys = CertificateAuthority.newKeys();
        X509Certificate leaf = companyCa().issue(keys.getPublic(), NAMES, NOW);
        Files.writeString(keyPath(), Pem.of(keys.getPrivate()));
        assertThatThrownBy(certificates::refresh).hasMessageContaining("TLS_KEY_PATH");
        Files.writeString(certPath(), Pem.of(List.of(leaf)));
        certificates.refresh();
        assertThat(certificates.current().leaf()).isEqualTo(leaf);
    }

    @Test
    void aCrashBetweenCertificateAndKeyIsMended() throws IOException {
        start(NOW);
        Files.delete(keyPath());
        assertThat(start(NOW).current().isSelfGenerated()).isTrue();
        assertThat(keyPath()).exists();
    }

    @Test
    @DisplayName("E008: what cannot be used is refused, naming the variable")
    void badFilesAreRefused() throws Exception {
        assertRefused(false, "TLS_CERT_PATH names a file that does not exist");
        Files.writeString(keyPath(), Pem.of(CertificateAuthority.newKeys().getPrivate()));
        assertRefused(true, "TLS_CERT_PATH names a file that does not exist, although there is a key");
        Files.writeString(certPath(), "not a certificate");
        assertRefused(true, "TLS_CERT_PATH names a file whose certificates cannot be read");
        KeyPair keys = CertificateAuthority.newKeys();
        Files.writeString(certPath(), Pem.of(companyCa().issue(keys.getPublic(), NAMES, NOW)));
        assertRefused(true, "TLS_KEY_PATH names a key that does not belong to the certificate");
        Files.writeString(keyPath(), "not a key");
        assertRefused(true, "TLS_KEY_PATH names a file without a private key");
        Files.delete(keyPath());
        assertRefused(true, "TLS_KEY_PATH names a file that does not exist");
        Files.createDirectory(keyPath());
        assertRefused(true, "TLS_KEY_PATH names a file that cannot be read");
    }

    private void assertRefused(boolean autoGenerate, String text) {
        assertThatThrownBy(() -> new TlsCertificates(settings(autoGenerate), NAMES, clock(NOW)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(text);
    }

    private TlsCertificates start(Instant now) {
        return new TlsCertificates(settings(true), NAMES, clock(now));
    }

    private TlsSettings settings(boolean autoGenerate) {
        return new TlsSettings(certPath(), keyPath(), autoGenerate, List.of());
    }

    private Path certPath() {
        return folder.resolve("cert.pem");
    }

    private Path keyPath() {
        return folder.resolve("key.pem");
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    /** Its certificate is in nobody's chain here: only the leaf is shown. */
    private static CertificateAuthority companyCa() {
        return CertificateAuthority.create(NOW);
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** As OpenSSL writes keys in their own forms: PKCS#1 for RSA, SEC1 for EC with the curve before it. */
    private static String traditional(KeyPair keys) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            if (keys.getPrivate() instanceof ECPrivateKey key) {
                writer.writeObject(new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()));
                byte[] sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(
                                256, key.getS(), SECObjectIdentifiers.secp256r1)
                        .getEncoded();
                writer.writeObject(new PemObject("EC PRIVATE KEY", sec1));
            } else {
                writer.writeObject(keys.getPrivate());
            }
        }
        return text.toString();
    }
}
