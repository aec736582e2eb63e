package io.netstacks.controller.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The 32 bytes of {@code VAULT_MASTER_KEY}. They are never used as they are: HKDF-SHA-256 (RFC 5869) makes one key per purpose from them, so that the
 * fingerprint, which is stored and shown, says nothing about the key that wraps.
 */
final class MasterKey {

    static final int LENGTH_BYTES = 32;
    private static final int FINGERPRINT_BYTES = 16;

    private final SecretKey wrapping;
    private final String fingerprint;

    private MasterKey(byte[] bytes) {
        this.wrapping = new SecretKeySpec(derive(bytes, "netstacks vault: wrap data keys", LENGTH_BYTES), "AES");
        this.fingerprint =
                HexFormat.of().formatHex(derive(bytes, "netstacks vault: master key fingerprint", FINGERPRINT_BYTES));
    }

    /** @throws IllegalArgumentException with the rest of a sentence about the text, which it never quotes */
    static MasterKey parse(String text) {
        String digits = text.strip();
        if (digits.length() != 2 * LENGTH_BYTES) {
            throw new IllegalArgumentException("has " + digits.length() + " characters instead of 64");
        }
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds a character that is not a hexadecimal digit");
        }
        MasterKey key = new MasterKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    /** Encrypts data keys. */
    SecretKey wrapping() {
        return wrapping;
    }

    /** 32 hexadecimal digits that tell two master keys apart; safe to store and to show. */
    String fingerprint() {
        return fingerprint;
    }

    @Override
    public String toString() {
        return "MasterKey[fingerprint=" + fingerprint + "]";
    }

    private static byte[] derive(byte[] key, String purpose, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks HKDF-SHA256", e);
        }
    }
}
