package io.netstacks.controller.auth;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long somebody stays signed in without doing anything, and how forgiving the rotation of refresh tokens is. */
@ConfigurationProperties("refresh")
record RefreshSettings(
        @Setting(
                description = "Life of a refresh token: who does nothing for this long signs in again.",
                form = TTL_FORM,
                example = "604800")
        @DefaultValue("604800")
        int tokenTtlSecs,

        @Setting(
                description =
                        "How long a refresh token that was used already may be used again. The terminal client can race itself; after this time a second use counts as theft and signs the user out.",
                form = GRACE_FORM,
                example = "30")
        @DefaultValue("30")
        int reuseGraceSecs) {

    /** Longer than any access token, so that no access token outlives the family it belongs to. */
    private static final int SHORTEST_TTL = 7200;

    private static final int LONGEST_TTL = 90 * 24 * 3600;
    private static final int LONGEST_GRACE = 300;
    private static final String TTL_FORM = "a whole number of seconds, 7200 to 7776000";
    private static final String GRACE_FORM = "a whole number of seconds, 0 to 300";

    RefreshSettings {
        if (tokenTtlSecs < SHORTEST_TTL || tokenTtlSecs > LONGEST_TTL) {
            throw new InvalidSettingException("REFRESH_TOKEN_TTL_SECS", "is out of range", TTL_FORM, "604800");
        }
        if (reuseGraceSecs < 0 || reuseGraceSecs > LONGEST_GRACE) {
            throw new InvalidSettingException("REFRESH_REUSE_GRACE_SECS", "is out of range", GRACE_FORM, "30");
        }
    }

    Duration tokenLife() {
        return Duration.ofSeconds(tokenTtlSecs);
    }

    Duration reuseGrace() {
        return Duration.ofSeconds(reuseGraceSecs);
    }
}
