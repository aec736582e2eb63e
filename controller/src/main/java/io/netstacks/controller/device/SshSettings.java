package io.netstacks.controller.device;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** How devices are reached by SSH. */
@ConfigurationProperties("ssh")
record SshSettings(
        @Setting(
                description =
                        "How long opening a terminal on a device may take in all: name, connection, login and shell. "
                                + "The time that a person needs to decide about a host key is not counted, nor the time (60 s at most) "
                                + "that a login waits for the same user's other logins on the device.",
                form = CONNECT_TIMEOUT_FORM,
                example = "30")
        @DefaultValue("30")
        int connectTimeoutSecs) {

    private static final String CONNECT_TIMEOUT_FORM = "a whole number of seconds, 1 to 3600";

    SshSettings {
        if (connectTimeoutSecs < 1 || connectTimeoutSecs > 3600) {
            throw new InvalidSettingException(
                    "SSH_CONNECT_TIMEOUT_SECS", "is out of range", CONNECT_TIMEOUT_FORM, "30");
        }
    }

    Duration connectTimeout() {
        return Duration.ofSeconds(connectTimeoutSecs);
    }
}
