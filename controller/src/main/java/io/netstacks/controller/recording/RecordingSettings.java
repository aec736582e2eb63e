package io.netstacks.controller.recording;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Bounds of what recordings may take on this machine. */
@ConfigurationProperties("recording")
record RecordingSettings(
        @Setting(
                description =
                        "How much of recordings is kept on this instance's disk while the database is away; when it is full, sessions with output wait.",
                form = "a whole number of bytes, 1048576 or more",
                example = "1073741824")
        @DefaultValue("1073741824")
        long spoolMaxBytes) {

    private static final long SMALLEST = 1024 * 1024;

    RecordingSettings {
        if (spoolMaxBytes < SMALLEST) {
            throw new InvalidSettingException(
                    "RECORDING_SPOOL_MAX_BYTES",
                    "is too small",
                    "a whole number of bytes, 1048576 or more",
                    "1073741824");
        }
    }
}
