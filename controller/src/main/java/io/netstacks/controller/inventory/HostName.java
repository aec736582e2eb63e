package io.netstacks.controller.inventory;

import io.netstacks.controller.web.ApiException;
import java.net.Inet6Address;
import java.util.regex.Pattern;

/**
 * What may stand for a host: a DNS name (RFC 1123 section 2.1, underscores allowed because they are in use), an IPv4 address of four decimal numbers, or
 * an IPv6 address (RFC 4291 section 2.2) without brackets and zone. Shorthands that resolvers also take for an address, such as {@code 127.1} and
 * {@code 0x7f000001}, are refused: nobody should have to guess where they lead.
 */
public final class HostName {

    /** RFC 1035 section 2.3.4, without the root's dot. */
    public static final int MAX_LENGTH = 253;

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern DNS_NAME = Pattern.compile(
            "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    /** What ends like this is a number to some resolvers (WHATWG URL, "ends in a number"). */
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9A-Fa-f]*)");

    private HostName() {}

    /**
     * Returns {@code host} when it is well-formed. It is not resolved.
     *
     * @param field the name that a refusal shows
     * @throws ApiException 400 otherwise
     */
    public static String require(String field, String host) {
        if (host.length() > MAX_LENGTH) {
            throw ApiException.invalid(field, "must have at most " + MAX_LENGTH + " characters");
        }
        if (!IPV4.matcher(host).matches() && !isIpv6(host) && !isDnsName(host)) {
            throw ApiException.invalid(
                    field,
                    "must be a DNS name or an IP address, for example core1.example.net, 192.0.2.1 or 2001:db8::1, without user, port, brackets or path");
        }
        return host;
    }

    private static boolean isDnsName(String host) {
        return DNS_NAME.matcher(host).matches() && !NUMERIC_END.matcher(host).matches();
    }

    private static boolean isIpv6(String host) {
        if (!host.contains(":") || !IPV6_CHARACTERS.matcher(host).matches()) {
            return false;
        }
        try {
            Inet6Address.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
