package io.netstacks.controller.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The public key that a private key's own encoding tells: an RSA key's always does (RFC 8017, A.1.2), an elliptic curve's where its writer put it in, as
 * OpenSSL does (RFC 5915, 3).
 *
 * <p>To work it out instead is a multiplication on the curve, for which the JDK first makes tables, in code that no compiler has seen yet: a fifth of a
 * start's main thread.
 */
final class PublicHalf {

    private PublicHalf() {}

    /** @return empty where the encoding does not tell, or cannot be read */
    static Optional<PublicKey> of(PrivateKey key) {
        try {
            return switch (key.getAlgorithm()) {
                case "RSA" -> ofRsa(key);
                case "EC" -> ofCurve(key);
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @return the private key of {@code pair}, which tells the public one from now on, wherever it is written to */
    static PrivateKey toldBy(KeyPair pair) {
        PrivateKeyInfo bare = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        ASN1BitString point =
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData();
        try {
            ECPrivateKey both = new ECPrivateKey(
                    // A point is a byte that tells its form, and two coordinates.
                    point.getOctets().length / 2 * Byte.SIZE,
                    ECPrivateKey.getInstance(bare.parsePrivateKey()).getKey(),
                    point,
                    // The curve, which PKCS#8 tells already.
                    null);
            byte[] encoded = new PrivateKeyInfo(bare.getPrivateKeyAlgorithm(), both).getEncoded();
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Cannot write a key on an elliptic curve", e);
        }
    }

    private static Optional<PublicKey> ofRsa(PrivateKey key) throws GeneralSecurityException {
        return key instanceof RSAPrivateCrtKey numbers
                ? Optional.of(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(numbers.getModulus(), numbers.getPublicExponent())))
                : Optional.empty();
    }

    private static Optional<PublicKey> ofCurve(PrivateKey key) throws GeneralSecurityException, IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        ASN1Primitive number = info.parsePrivateKey().toASN1Primitive();
        ASN1BitString point = ECPrivateKey.getInstance(number).getPublicKey();
        if (point == null) {
            return Optional.empty();
        }
        byte[] encoded = new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), point.getOctets()).getEncoded();
        return Optional.of(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
    }
}
