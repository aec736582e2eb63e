package io.netstacks.controller.inventory;

import io.netstacks.controller.web.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Which devices a list shows; null lets all through.
 *
 * @param search a part of the name or host, without regard to case
 */
record DeviceFilter(
        @Nullable String source,
        @Nullable String deviceType,
        @Nullable String site,
        @Nullable String search) {

    private static final int MAX_LENGTH = 255;

    DeviceFilter {
        source = Fields.optionalLine("source", source, MAX_LENGTH);
        deviceType = Fields.optionalLine("device_type", deviceType, MAX_LENGTH);
        site = Fields.optionalLine("site", site, MAX_LENGTH);
        search = Fields.optionalLine("search", search, MAX_LENGTH);
    }
}
