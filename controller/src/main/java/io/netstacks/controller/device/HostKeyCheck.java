package io.netstacks.controller.device;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether one connection's host key is the expected one. Answers at once, on the session's I/O thread, from what was known before the connection was made:
 * whoever waits there stalls every session. Lives as long as the session, because each new key exchange shows the key again.
 */
final class HostKeyCheck {

    /** Where a session's check is found: the session's key exchange may begin before whoever asked for the connection hears of it. */
    static final AttributeKey<HostKeyCheck> ATTRIBUTE = new AttributeKey<>();

    private final @Nullable HostKey expected;
    private volatile @Nullable HostKey refused;

    /** @param expected the only key to accept; null: none */
    HostKeyCheck(@Nullable HostKey expected) {
        this.expected = expected;
    }

    boolean accepts(PublicKey key) {
        HostKey presented = HostKey.of(key);
        if (expected != null && expected.isSameAs(presented)) {
            return true;
        }
        refused = presented;
        return false;
    }

    /** The key that the device showed and that was not the expected one. */
    @Nullable
    HostKey refused() {
        return refused;
    }

    /**
     * The host key algorithms in the order to propose: those of the expected key first. A device with several keys would else show another one than
     * the known, as if its key had changed.
     */
    String order(String algorithms) {
        if (expected == null) {
            return algorithms;
        }
        String type = expected.type();
        return Stream.concat(
                        Arrays.stream(algorithms.split(",")).filter(a -> isFor(type, a)),
                        Arrays.stream(algorithms.split(",")).filter(a -> !isFor(type, a)))
                .collect(Collectors.joining(","));
    }

    private static boolean isFor(String type, String algorithm) {
        return type.equals("ssh-rsa") ? algorithm.startsWith("rsa-sha2-") : algorithm.equals(type);
    }
}
