package io.netstacks.controller.device;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@code presented} is the device's key.
 *
 * @param host canonical ({@link KnownHostKeys#canonical})
 * @param known the key that it would replace
 */
record HostKeyQuestion(
        UUID userId,
        String host,
        int port,
        HostKey presented,
        @Nullable HostKey known) {}
