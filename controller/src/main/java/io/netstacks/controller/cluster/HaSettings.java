package io.netstacks.controller.cluster;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How instances learn of each other's life and death (B004, B005). */
@ConfigurationProperties("ha")
record HaSettings(
        @Setting(
                description = "Seconds between two signs of life of an instance.",
                form = "a whole number of seconds, 1 to 60",
                example = "5")
        @DefaultValue("5")
        int heartbeatIntervalSecs,

        @Setting(
                description = "Seconds without a sign of life after which an instance counts as dead.",
                form = TTL_FORM,
                example = "30")
        @DefaultValue("30")
        int staleInstanceTtlSecs) {

    private static final String TTL_FORM =
            "a whole number of seconds, at least twice HA_HEARTBEAT_INTERVAL_SECS, at most 3600";

    HaSettings {
        if (heartbeatIntervalSecs < 1 || heartbeatIntervalSecs > 60) {
            throw new InvalidSettingException(
                    "HA_HEARTBEAT_INTERVAL_SECS", "is out of range", "a whole number of seconds, 1 to 60", "5");
        }
        if (staleInstanceTtlSecs < 2 * heartbeatIntervalSecs || staleInstanceTtlSecs > 3600) {
            throw new InvalidSettingException(
                    "HA_STALE_INSTANCE_TTL_SECS",
                    "is out of range: one late heartbeat must not make an instance look dead",
                    TTL_FORM,
                    "30");
        }
    }

    Duration heartbeatInterval() {
        return Duration.ofSeconds(heartbeatIntervalSecs);
    }

    Duration staleTtl() {
        return Duration.ofSeconds(staleInstanceTtlSecs);
    }
}
