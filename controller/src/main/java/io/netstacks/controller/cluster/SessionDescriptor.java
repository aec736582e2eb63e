package io.netstacks.controller.cluster;

import io.netstacks.controller.terminal.SessionId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a session is, apart from who owns it.
 *
 * @param device null when the session was opened on a bare host and port
 * @param deviceName the device's name then; the host where there is no device
 */
public record SessionDescriptor(
        SessionId id, UUID user, @Nullable UUID device, String deviceName, String host, int port, UUID credential) {}
