package io.netstacks.controller.recording;

import io.netstacks.controller.environment.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is recorded of a session besides its output. */
@ConfigurationProperties("record")
record RecordSettings(
        @Setting(
                description = "Whether recordings also hold what users type, passwords included.",
                form = "true or false",
                example = "false")
        @DefaultValue("false")
        boolean input) {}
