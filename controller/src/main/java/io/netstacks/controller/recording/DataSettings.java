package io.netstacks.controller.recording;

import io.netstacks.controller.environment.Setting;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The folder of what this instance must not lose when its process is killed. */
@ConfigurationProperties("data")
record DataSettings(
        @Setting(
                description =
                        "A folder of this instance's own, writable, that outlives the process: recordings wait there while the database is away.",
                form = "an absolute path",
                example = "/data")
        @DefaultValue("/data")
        Path dir) {}
