package io.netstacks.controller.tls;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.web.ApiException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a client needs to trust the controller at first contact (contract C02). */
@RestController
class CertificateAuthorityController {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final TlsCertificates certificates;

    CertificateAuthorityController(TlsCertificates certificates) {
        this.certificates = certificates;
    }

    /**
     * @param fingerprint SHA-256 of the CA's DER form, in hexadecimal pairs; null where the user's certificate names no CA
     * @param caCertificatePem the CA in PEM form, or null likewise
     */
    record AuthorityInfo(
            boolean tlsEnabled,
            @Nullable String fingerprint,
            @Nullable String caCertificatePem) {}

    @Access(anyone = true)
    @GetMapping("/api/tls/ca-certificate/info")
    AuthorityInfo info() {
        // A CA that another instance's replaces a second later would be trusted for nothing.
        if (!certificates.areSettled()) {
            throw ApiException.unavailable(
                    "NOT_READY",
                    "This instance is still starting and does not know the cluster's CA yet. Try again in a moment.",
                    RETRY_AFTER);
        }
        return certificates
                .current()
                .authority()
                .map(ca -> new AuthorityInfo(true, fingerprint(ca), Pem.of(ca)))
                .orElseGet(() -> new AuthorityInfo(true, null, null));
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":")
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
