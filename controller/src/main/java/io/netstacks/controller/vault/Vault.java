package io.netstacks.controller.vault;

import io.netstacks.controller.vault.UnreadableSecretException.Reason;
import java.nio.ByteBuffer;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Encrypts what must not be readable in the database or in a backup of it: the master key, from the environment, wraps data keys, which are kept in the
 * database; a data key encrypts secrets.
 *
 * <p>A sealed secret is
 *
 * <pre>
 * byte  0       version, 1
 * bytes 1..16   id of the data key, big-endian
 * bytes 17..28  nonce, random
 * bytes 29..    AES-256-GCM ciphertext, then the tag of 16 bytes
 * </pre>
 *
 * with version, key id and {@link SecretPlace} as additional authenticated data. Both methods take microseconds and never block; they may be called from
 * any thread once the start-up step "vault key" has run.
 */
@Component
public final class Vault {

    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 1 + 2 * Long.BYTES;

    private volatile @Nullable Keyring keyring;

    Vault() {}

    /** Encrypts {@code plaintext} for {@code place} under the current data key. */
    public byte[] seal(byte[] plaintext, SecretPlace place) {
        Keyring keys = keyring();
        byte[] header = header(keys.current());
        byte[] body = AesGcm.seal(key(keys, keys.current(), place), plaintext, associated(header, place));
        return concatenated(header, body);
    }

    /**
     * Decrypts what {@link #seal} made for the same place.
     *
     * @throws UnreadableSecretException when it was altered, moved, or its key is lost
     */
    public byte[] open(byte[] sealed, SecretPlace place) {
        Keyring keys = keyring();
        if (sealed.length < HEADER_BYTES + AesGcm.NONCE_BYTES + AesGcm.TAG_BYTES || sealed[0] != VERSION) {
            throw new UnreadableSecretException(Reason.UNKNOWN_FORMAT, place);
        }
        ByteBuffer bytes = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        UUID keyId = new UUID(bytes.getLong(), bytes.getLong());
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        try {
            return AesGcm.open(key(keys, keyId, place), body, associated(header(keyId), place));
        } catch (AEADBadTagException e) {
            throw new UnreadableSecretException(Reason.ALTERED, place);
        }
    }

    void unlock(Keyring keys) {
        keyring = keys;
    }

    Keyring keyring() {
        Keyring keys = keyring;
        if (keys == null) {
            throw new IllegalStateException("The vault is used before the start-up step \"vault key\" has run");
        }
        return keys;
    }

    private static SecretKey key(Keyring keys, UUID id, SecretPlace place) {
        SecretKey key = keys.keys().get(id);
        if (key == null) {
            throw new UnreadableSecretException(Reason.KEY_LOST, place);
        }
        return key;
    }

    private static byte[] header(UUID keyId) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .array();
    }

    private static byte[] associated(byte[] header, SecretPlace place) {
        return concatenated(header, place.encoded());
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
