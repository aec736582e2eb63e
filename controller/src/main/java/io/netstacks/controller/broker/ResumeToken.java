package io.netstacks.controller.broker;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Proves that a client may go on with a session: 128 random bits in the form of a UUID, one per session and user, stable over resumes (design §8.1). Only
 * its SHA-256 is kept, in memory as in the database.
 */
final class ResumeToken {

    private static final SecureRandom RANDOM = new SecureRandom();

    private ResumeToken() {}

    static UUID random() {
        // All 128 bits are random, unlike UUID.randomUUID's 122.
        return new UUID(RANDOM.nextLong(), RANDOM.nextLong());
    }

    static byte[] hash(UUID token) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(token.getMostSignificantBits())
                .putLong(token.getLeastSignificantBits())
                .array();
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
