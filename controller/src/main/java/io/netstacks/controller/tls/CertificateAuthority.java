package io.netstacks.controller.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * The CA that issues the instances' certificates when the user brings none: one for the whole cluster, kept in the vault, so that a client that trusts it
 * once trusts every instance. ECDSA on P-256; profile of RFC 5280.
 */
record CertificateAuthority(X509Certificate certificate, PrivateKey key) {

    /** Marks a certificate as ours to replace; a user's own CA is not called this. */
    private static final String ORGANISATION = "O=NetStacks (self-generated)";

    private static final Duration LIFETIME = Duration.ofDays(3650);
    /** Browsers and operating systems refuse a server's certificate that is valid longer (CA/Browser Forum baseline requirements, 6.3.2). */
    private static final Duration LEAF_LIFETIME = Duration.ofDays(397);
    /** Clients' clocks may be late by this much. */
    private static final Duration BACKDATING = Duration.ofDays(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    static CertificateAuthority create(Instant now) {
        KeyPair keys = newKeys();
        byte[] mark = new byte[4];
        RANDOM.nextBytes(mark);
        X500Name name =
                new X500Name(ORGANISATION + ",CN=NetStacks CA " + HexFormat.of().formatHex(mark));
        Instant from = now.minus(BACKDATING);
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name, serial(), Date.from(from), Date.from(from.plus(LIFETIME)), name, keys.getPublic());
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()));
            return new CertificateAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("Cannot make a CA", e);
        }
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot make a key pair", e);
        }
    }

    /** A server's certificate for {@code names}. */
    X509Certificate issue(PublicKey server, Collection<ServerName> names, Instant now) {
        Instant from = now.minus(BACKDATING);
        Instant until = from.plus(LEAF_LIFETIME).minusSeconds(1);
        Instant latest = certificate.getNotAfter().toInstant();
        GeneralName[] alternatives = names.stream()
                .map(name ->
                        new GeneralName(name.isAddress() ? GeneralName.iPAddress : GeneralName.dNSName, name.value()))
                .toArray(GeneralName[]::new);
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                    serial(),
                    Date.from(from),
                    Date.from(until.isBefore(latest) ? until : latest),
                    new X500Name(ORGANISATION + ",CN=NetStacks controller"),
                    server);
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(certificate.getPublicKey()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(server));
            return sign(builder, key);
        } catch (GeneralSecurityException | CertIOException e) {
            throw new IllegalStateException("Cannot issue a certificate", e);
        }
    }

    /** Whether {@code certificate} is of a CA made by {@link #create}, on whichever instance. */
    static boolean isSelfGenerated(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0
                && certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && hasOurName(certificate);
    }

    /** Whether {@code server} says of itself that {@code authority}, one of ours, issued it. It decides who may replace it, not who trusts it. */
    static boolean isNamedAsIssued(X509Certificate server, X509Certificate authority) {
        return hasOurName(server) && server.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    }

    private static boolean hasOurName(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded())
                .toString()
                .startsWith(ORGANISATION + ",");
    }

    /** Certificate and private key as PEM, for the vault. */
    byte[] toBytes() {
        return (Pem.of(certificate) + Pem.of(key)).getBytes(StandardCharsets.US_ASCII);
    }

    static CertificateAuthority fromBytes(byte[] bytes) {
        PemContent pem = PemContent.of(new String(bytes, StandardCharsets.US_ASCII));
        List<X509Certificate> certificates = pem == null ? List.of() : pem.getCertificates();
        PrivateKey key = pem == null ? null : pem.getPrivateKey();
        if (certificates.size() != 1 || key == null) {
            throw new IllegalStateException("What the vault keeps as the CA is not one");
        }
        return new CertificateAuthority(certificates.getFirst(), key);
    }

    /** Never the key: records are logged. */
    @Override
    public String toString() {
        return "CertificateAuthority[" + certificate.getSubjectX500Principal() + "]";
    }

    private static BigInteger serial() {
        return new BigInteger(127, RANDOM).add(BigInteger.ONE);
    }

    /** The provider is left to the JDK: BouncyCastle only lays out the certificate. */
    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
