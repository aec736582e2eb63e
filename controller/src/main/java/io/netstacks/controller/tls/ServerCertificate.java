package io.netstacks.controller.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a listener shows and proves.
 *
 * @param chain the server's certificate, then those who issued it
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

    /** A certificate is replaced this long before it ends. */
    static final Duration RENEWAL = Duration.ofDays(30);

    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /** The CA at the end of the chain, where the chain holds it. */
    Optional<X509Certificate> authority() {
        X509Certificate last = chain.getLast();
        return isIssuedBy(last, last) ? Optional.of(last) : Optional.empty();
    }

    /** Whether it was issued by a CA of ours, so that we may replace it. */
    boolean isSelfGenerated() {
        return isSelfGenerated(chain);
    }

    static boolean isSelfGenerated(List<X509Certificate> chain) {
        return chain.size() == 2
                && CertificateAuthority.isSelfGenerated(chain.getLast())
                && CertificateAuthority.isNamedAsIssued(chain.getFirst(), chain.getLast());
    }

    boolean isIssuedBy(CertificateAuthority authority) {
        return chain.size() == 2 && chain.getLast().equals(authority.certificate());
    }

    /** Whether it ends soon or lacks one of {@code names}. */
    boolean isDue(Instant now, Collection<ServerName> names) {
        return leaf().getNotAfter().toInstant().minus(RENEWAL).isBefore(now) || !names().containsAll(names);
    }

    Set<ServerName> names() {
        Set<ServerName> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = leaf().getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    int kind = (Integer) alternative.getFirst();
                    if (kind == SAN_DNS || kind == SAN_IP) {
                        ServerName.parse(String.valueOf(alternative.get(1))).ifPresent(names::add);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return Set.of();
        }
        return names;
    }

    /** Whether {@code key} is the private half of {@code certificate}'s key: as its own encoding tells, or else by trying. */
    static boolean belongTogether(PublicKey certificate, PrivateKey key) {
        return PublicHalf.of(key).filter(certificate::equals).isPresent() || verifies(certificate, key);
    }

    private static boolean verifies(PublicKey certificate, PrivateKey key) {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        byte[] probe = "netstacks".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(certificate);
            signer.update(probe);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Never the key: records are logged. */
    @Override
    public String toString() {
        return "ServerCertificate[" + leaf().getSubjectX500Principal() + "]";
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
                return false;
            }
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
