package io.netstacks.controller.web;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.net.InetAddress;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where the controller listens for clients. */
@ConfigurationProperties("api")
record ListenerSettings(
        @Setting(
                description = "The port for clients: HTTPS and secure WebSockets. 0 takes a free one.",
                form = PORT_FORM,
                example = "3000")
        @DefaultValue("3000")
        int port,

        @Setting(description = "The address to listen on.", form = ADDRESS_FORM, example = "127.0.0.1")
        @DefaultValue("0.0.0.0")
        String bindAddr,

        @Setting(
                description =
                        "A second port with the same answers over plain HTTP, for a load balancer that ends TLS itself. Passwords and"
                                + " terminals cross it readable: keep it inside a trusted network. 0 is off.",
                form = PORT_FORM,
                example = "8080")
        @DefaultValue("0")
        int plainPort) {

    static final String PORT_FORM = "a port number, 0 to 65535";
    static final String ADDRESS_FORM = "an IP address of this machine, or 0.0.0.0 or :: for all of them";

    ListenerSettings {
        if (port < 0 || port > 65535) {
            throw new InvalidSettingException("API_PORT", "is out of range", PORT_FORM, "3000");
        }
        if (plainPort < 0 || plainPort > 65535) {
            throw new InvalidSettingException("API_PLAIN_PORT", "is out of range", PORT_FORM, "8080");
        }
        if (plainPort != 0 && plainPort == port) {
            throw new InvalidSettingException(
                    "API_PLAIN_PORT", "is the same as API_PORT, which speaks TLS", PORT_FORM, "8080");
        }
        try {
            InetAddress.ofLiteral(bindAddr);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("API_BIND_ADDR", "is not an IP address", ADDRESS_FORM, "0.0.0.0");
        }
    }

    InetAddress bindAddress() {
        return InetAddress.ofLiteral(bindAddr);
    }
}
