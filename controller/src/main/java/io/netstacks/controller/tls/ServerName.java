package io.netstacks.controller.tls;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name under which clients reach a server: a host name in lower case, or an IP address in its one normal form. */
record ServerName(String value, boolean isAddress) {

    private static final int MAX_HOST_LENGTH = 253;
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");

    /** Empty where {@code text} is neither, such as a host name with a character that certificates cannot hold. */
    static Optional<ServerName> parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        try {
            return Optional.of(new ServerName(InetAddress.ofLiteral(bare).getHostAddress(), true));
        } catch (IllegalArgumentException e) {
            return name.length() <= MAX_HOST_LENGTH && HOST.matcher(name).matches()
                    ? Optional.of(new ServerName(name, false))
                    : Optional.empty();
        }
    }

    static boolean isValid(String text) {
        return parse(text).isPresent();
    }

    /** What a certificate that we issue must hold. */
    static Set<ServerName> wanted(
            Collection<String> configured, @Nullable String instanceName, @Nullable String publicUrl) {
        Set<ServerName> names = new LinkedHashSet<>();
        add(names, "localhost");
        add(names, "127.0.0.1");
        add(names, "::1");
        add(names, hostName());
        add(names, instanceName);
        add(names, hostOf(publicUrl));
        configured.forEach(name -> add(names, name));
        return names;
    }

    private static void add(Set<ServerName> names, @Nullable String text) {
        if (text != null) {
            parse(text).ifPresent(names::add);
        }
    }

    private static @Nullable String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return System.getenv("HOSTNAME");
        }
    }

    /** Who reads PUBLIC_URL for its own purpose complains about a bad one; here it just adds no name. */
    private static @Nullable String hostOf(@Nullable String url) {
        try {
            return url == null ? null : URI.create(url.strip()).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
