package io.netstacks.controller.environment;

import java.util.regex.Pattern;

/**
 * Takes secrets out of text on its way to a log: the values of token-like parameters of a URL, of {@code Authorization} headers and of token-like JSON
 * fields, JSON Web Tokens wherever they stand, and passwords inside URLs. Browsers cannot set headers on a WebSocket, so tokens do come in URLs.
 */
public final class SecretScrubber {

    private static final String REMOVED = "[removed]";

    /** Up to 32 characters before "token" belong to the name; the bound keeps a long word from costing quadratic time. */
    private static final String NAME =
            "(?<![a-z_-])(?:[a-z_-]{0,32}(?:token|secret|password|passphrase)|share|ticket|api_?key)";

    private static final Pattern PARAMETER =
            Pattern.compile("(" + NAME + "(?:=|%3d)\"?)[^&\\s\"'<>#;,)\\]}]+", Pattern.CASE_INSENSITIVE);
    private static final Pattern JSON_FIELD = Pattern.compile(
            "(\"" + NAME + "\"\\s*:\\s*\").*?(?:(?<!\\\\)(?=\")|$)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern AUTHORIZATION =
            Pattern.compile("\\b((?:bearer|basic)\\s+)[A-Za-z0-9._~+/=-]{8,}", Pattern.CASE_INSENSITIVE);
    private static final Pattern JSON_WEB_TOKEN =
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{4,}+\\.[A-Za-z0-9_-]*+\\.[A-Za-z0-9_-]*+");
    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^\\s/:@?#]{0,255}:)[^\\s/@?#]{1,255}(?=@)");

    private SecretScrubber() {}

    /** {@code text} without the secrets that can be recognised in it. */
    public static String scrub(String text) {
        String clean = PARAMETER.matcher(text).replaceAll("$1" + REMOVED);
        clean = JSON_FIELD.matcher(clean).replaceAll("$1" + REMOVED);
        clean = AUTHORIZATION.matcher(clean).replaceAll("$1" + REMOVED);
        clean = JSON_WEB_TOKEN.matcher(clean).replaceAll(REMOVED);
        return URL_PASSWORD.matcher(clean).replaceAll("$1" + REMOVED);
    }
}
