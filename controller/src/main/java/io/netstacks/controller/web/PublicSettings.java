package io.netstacks.controller.web;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Where people reach this cluster. */
@ConfigurationProperties("public")
record PublicSettings(
        @Setting(
                description =
                        "The address in people's browsers, where it differs from what reaches the controller (a proxy that rewrites the Host header); links are built on it.",
                form = FORM,
                example = EXAMPLE)
        @Nullable
        String url) {

    private static final String FORM =
            "https://host or https://host:port, without a path; default: the Host header of the request";
    private static final String EXAMPLE = "https://netstacks.example.com";

    PublicSettings {
        url = url == null || url.isBlank() ? null : withoutTrailingSlash(url.strip());
        if (url != null && !Origin.isOrigin(url)) {
            throw new InvalidSettingException("PUBLIC_URL", "is not a URL of scheme, host and port", FORM, EXAMPLE);
        }
    }

    private static String withoutTrailingSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Nullable
    URI uri() {
        return url == null ? null : URI.create(url);
    }
}
