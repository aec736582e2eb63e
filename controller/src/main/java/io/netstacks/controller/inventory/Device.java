package io.netstacks.controller.inventory;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that sessions are opened to.
 *
 * @param name unique without regard to case
 * @param host a DNS name or an IP address literal, see {@link HostName}
 * @param deviceType what it is, for icons and filters, for example {@code router}
 * @param platform its operating system, for example {@code ios-xe}
 * @param source where it was entered; {@code manual} for the API
 */
public record Device(
        UUID id,
        String name,
        String host,
        int port,
        String deviceType,
        @Nullable String description,
        @Nullable String manufacturer,
        @Nullable String model,
        @Nullable String platform,
        @Nullable String site,
        String source,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether sessions to one would end somewhere else than sessions to the other. */
    boolean isElsewhereThan(Device other) {
        return port != other.port || !host.equals(other.host);
    }
}
