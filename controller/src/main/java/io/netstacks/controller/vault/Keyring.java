package io.netstacks.controller.vault;

import java.util.Map;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * The data keys that the master key opens.
 *
 * @param current the id of the one that seals
 * @param keys by id, the current one among them
 */
record Keyring(UUID current, Map<UUID, SecretKey> keys) {

    Keyring {
        keys = Map.copyOf(keys);
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("The current data key is not among the keys");
        }
    }

    /** Never the keys. */
    @Override
    public String toString() {
        return "Keyring[current=" + current + ", " + keys.size() + " keys]";
    }
}
