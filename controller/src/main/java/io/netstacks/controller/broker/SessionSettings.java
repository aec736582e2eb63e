package io.netstacks.controller.broker;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import io.netstacks.controller.terminal.SessionLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How long sessions live, what they may hold, and how many there may be. */
@ConfigurationProperties("session")
record SessionSettings(
        @Setting(
                description = "Seconds that a session without a client stays alive (C013).",
                form = "a whole number of seconds, 1 to 86400",
                example = "300")
        @DefaultValue("300")
        int orphanTimeoutSecs,

        @Setting(
                description =
                        "Bytes of output that a session keeps in memory for a client that comes back; up to 1 MiB when a fast client had not acknowledged so much.",
                form = "a whole number of bytes, 131072 to 16777216",
                example = "262144")
        @DefaultValue("262144")
        int scrollbackBytes,

        @Setting(
                description = "Open sessions of one user at most.",
                form = "a whole number, 1 to 100000",
                example = "200")
        @DefaultValue("200")
        int perUserMax,

        @Setting(
                description = "Open sessions on one device at most: VTY lines are few.",
                form = "a whole number, 1 to 100000",
                example = "50")
        @DefaultValue("50")
        int perDeviceMax,

        @Setting(
                description = "Attempts to open a session that one user may make within a minute.",
                form = "a whole number, 1 to 1000000",
                example = "120")
        @DefaultValue("120")
        int connectsPerMinute) {

    /** Output on its way to the client, unacknowledged, before the device is paused. */
    private static final int CLIENT_WINDOW = 256 * 1024;
    /** The same for a client that is fast: measured, less costs throughput, more brings none. */
    private static final int LARGEST_CLIENT_WINDOW = 1024 * 1024;

    private static final int LEAST_SCROLLBACK = 128 * 1024;
    /** Output on its way into the recording before the device is paused: covers the time that a chunk takes to be stored. */
    private static final int RECORDER_WINDOW = 4 * 1024 * 1024;
    /** Typed or pasted bytes that the device has not taken, before more is refused. */
    private static final int INPUT_WINDOW = 1024 * 1024;

    SessionSettings {
        check("SESSION_ORPHAN_TIMEOUT_SECS", orphanTimeoutSecs, 1, 86_400, "300");
        check("SESSION_SCROLLBACK_BYTES", scrollbackBytes, LEAST_SCROLLBACK, 16 * 1024 * 1024, "262144");
        check("SESSION_PER_USER_MAX", perUserMax, 1, 100_000, "200");
        check("SESSION_PER_DEVICE_MAX", perDeviceMax, 1, 100_000, "50");
        check("SESSION_CONNECTS_PER_MINUTE", connectsPerMinute, 1, 1_000_000, "120");
    }

    SessionLimits limits() {
        return new SessionLimits(
                scrollbackBytes,
                CLIENT_WINDOW,
                LARGEST_CLIENT_WINDOW,
                RECORDER_WINDOW,
                INPUT_WINDOW,
                Duration.ofSeconds(orphanTimeoutSecs));
    }

    private static void check(String variable, int value, int least, int most, String example) {
        if (value < least || value > most) {
            throw new InvalidSettingException(
                    variable, "is out of range", "a whole number, %d to %d".formatted(least, most), example);
        }
    }
}
