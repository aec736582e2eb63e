package io.netstacks.controller.broker;

import java.net.InetAddress;
import java.util.Locale;

/**
 * What limits know a device by, however it was named: an inventory's row and a bare host that lead to the same host and port are one device. A name is not
 * resolved: it and the address behind it are two.
 */
record DeviceAddress(String host, int port) {

    DeviceAddress {
        host = canonical(host);
    }

    private static String canonical(String host) {
        try {
            // Never a lookup: an IPv6 address has many spellings, and one for IPv4 too (RFC 4291 §2.5.5.2).
            return InetAddress.ofLiteral(host).getHostAddress();
        } catch (IllegalArgumentException _) {
            String name = host.toLowerCase(Locale.ROOT);
            // The root's dot (RFC 1034 §3.1).
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        }
    }
}
