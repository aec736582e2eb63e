package io.netstacks.controller.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A device's public key.
 *
 * @param type its SSH name, for example {@code ssh-ed25519}
 * @param encoded its wire form (RFC 4253 section 6.6); not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
record HostKey(String type, byte[] encoded) {

    static HostKey of(PublicKey key) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return new HostKey(KeyUtils.getKeyType(key), buffer.getCompactData());
    }

    /** As OpenSSH shows it: {@code SHA256:} and 43 characters. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    boolean isSameAs(HostKey other) {
        return MessageDigest.isEqual(encoded, other.encoded);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HostKey other && isSameAs(other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
