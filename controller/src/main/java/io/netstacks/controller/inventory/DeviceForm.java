package io.netstacks.controller.inventory;

import io.netstacks.controller.web.JsonBody;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request says about a device. A field that is absent keeps its value; null and blank clear it, where there is no name to lose. */
final class DeviceForm {

    private static final int MAX_NAME = 255;
    private static final int MAX_WORD = 64;
    private static final int MAX_DESCRIPTION = 4096;
    private static final int DEFAULT_PORT = 22;
    private static final String DEFAULT_TYPE = "unknown";
    private static final String MANUAL = "manual";

    private DeviceForm() {}

    static Device create(JsonBody body, UUID id, Instant now) {
        Integer port = body.integer("port", 1, 65535);
        return new Device(
                id,
                body.requiredLine("name", MAX_NAME),
                HostName.require("host", body.requiredLine("host", HostName.MAX_LENGTH)),
                port == null ? DEFAULT_PORT : port,
                deviceType(body),
                body.lines("description", MAX_DESCRIPTION),
                body.line("manufacturer", MAX_NAME),
                body.line("model", MAX_NAME),
                body.line("platform", MAX_WORD),
                body.line("site", MAX_NAME),
                MANUAL,
                now,
                now);
    }

    static Device change(JsonBody body, Device old, Instant now) {
        Integer port = body.integer("port", 1, 65535);
        return new Device(
                old.id(),
                body.has("name") ? body.requiredLine("name", MAX_NAME) : old.name(),
                body.has("host")
                        ? HostName.require("host", body.requiredLine("host", HostName.MAX_LENGTH))
                        : old.host(),
                port == null ? old.port() : port,
                body.has("device_type") ? deviceType(body) : old.deviceType(),
                description(body, old.description()),
                body.has("manufacturer") ? body.line("manufacturer", MAX_NAME) : old.manufacturer(),
                body.has("model") ? body.line("model", MAX_NAME) : old.model(),
                body.has("platform") ? body.line("platform", MAX_WORD) : old.platform(),
                body.has("site") ? body.line("site", MAX_NAME) : old.site(),
                old.source(),
                old.createdAt(),
                now);
    }

    private static String deviceType(JsonBody body) {
        String type = body.line("device_type", MAX_WORD);
        return type == null ? DEFAULT_TYPE : type;
    }

    /** The terminal client's dialog sends "" without having shown what is stored (contract C13), so only null erases. */
    private static @Nullable String description(JsonBody body, @Nullable String old) {
        if (!body.has("description")) {
            return old;
        }
        boolean isNull = body.string("description") == null;
        String description = body.lines("description", MAX_DESCRIPTION);
        return description == null && !isNull ? old : description;
    }
}
