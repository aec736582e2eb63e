package io.netstacks.controller.environment;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** How people call this instance (E004). */
@ConfigurationProperties("netstacks")
public record InstanceSettings(
        @Setting(
                description =
                        "The name of this instance as people see it: in the terminal's status bar and on the HA status page.",
                form = FORM,
                example = "controller-1")
        @Nullable
        String instanceName) {

    private static final int LONGEST_NAME = 255;
    private static final String FORM = "1 to 255 printable characters; default: the host name";

    public InstanceSettings {
        if (instanceName == null || instanceName.isBlank()) {
            instanceName = hostName();
        }
        if (instanceName.length() > LONGEST_NAME || instanceName.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidSettingException(
                    "NETSTACKS_INSTANCE_NAME", "is too long or holds a control character", FORM, "controller-1");
        }
    }

    /** Never null: the host name where nothing was set. */
    public String name() {
        return String.valueOf(instanceName);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "netstacks-controller";
        }
    }
}
