package io.netstacks.controller.web;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Whose pages may call us. */
@ConfigurationProperties("allowed")
record AllowedSettings(
        @Setting(
                description =
                        "Web origins whose pages may use the API and the WebSockets, besides the controller's own. The default is the desktop client's.",
                form = FORM,
                example = DESKTOP_CLIENT)
        @DefaultValue(DESKTOP_CLIENT)
        String origins) {

    /** By platform: macOS, Windows, Linux and newer Windows (terminal contract §3). */
    private static final String DESKTOP_CLIENT = "tauri://localhost,http://tauri.localhost,https://tauri.localhost";

    private static final String FORM =
            "scheme://host or scheme://host:port, several separated by commas; empty for none";

    AllowedSettings {
        for (String origin : split(origins)) {
            if (!Origin.isOrigin(origin)) {
                throw new InvalidSettingException(
                        "ALLOWED_ORIGINS", "holds an entry that is not an origin", FORM, DESKTOP_CLIENT);
            }
        }
    }

    Set<String> all() {
        return split(origins);
    }

    private static Set<String> split(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .map(Origin::normalised)
                .collect(Collectors.toUnmodifiableSet());
    }
}
