package io.netstacks.controller.auth;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long an access token lives. */
@ConfigurationProperties("access")
record AccessSettings(
        @Setting(
                description =
                        "Life of an access token. The terminal client asks for a new one five minutes before the end.",
                form = FORM,
                example = "3600")
        @DefaultValue("3600")
        int tokenTtlSecs) {

    /** The client refreshes 300 s before the end, so a token of about that life would be refreshed without pause (terminal contract §0 rule 2). */
    private static final int SHORTEST = 900;

    private static final int LONGEST = 3600;
    private static final String FORM = "a whole number of seconds, 900 to 3600";

    AccessSettings {
        if (tokenTtlSecs < SHORTEST || tokenTtlSecs > LONGEST) {
            throw new InvalidSettingException("ACCESS_TOKEN_TTL_SECS", "is out of range", FORM, "3600");
        }
    }

    Duration tokenLife() {
        return Duration.ofSeconds(tokenTtlSecs);
    }
}
