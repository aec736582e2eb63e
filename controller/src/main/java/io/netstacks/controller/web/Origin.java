package io.netstacks.controller.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** A web origin in text: {@code scheme://host[:port]} (RFC 6454 §6.2). */
final class Origin {

    private Origin() {}

    static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    /** Lower case, and without the port that its scheme implies, as browsers send it. */
    static String normalised(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        int authority = lower.indexOf("://");
        return authority < 0
                ? lower
                : lower.substring(0, authority + 3)
                        + withoutDefaultPort(lower.substring(0, authority), lower.substring(authority + 3));
    }

    /** The {@code host[:port]} of an origin or a Host header, comparable with another one of the same scheme. */
    static String withoutDefaultPort(String scheme, String authority) {
        String implied =
                switch (scheme) {
                    case "https" -> ":443";
                    case "http" -> ":80";
                    default -> "";
                };
        return !implied.isEmpty() && authority.endsWith(implied)
                ? authority.substring(0, authority.length() - implied.length())
                : authority;
    }
}
