package io.netstacks.controller.storage;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL is and how to sign in there, from either form of connection string that libpq takes (PostgreSQL documentation, "Connection Strings"):
 * {@code postgres://user:pass@host:5432/netstacks?sslmode=require} or {@code host=db user=netstacks password=… dbname=netstacks}.
 *
 * @param sslMode one of libpq's six words; {@code prefer} where the string names none
 * @param sslRootCert the file with the CA to trust, for {@code verify-ca} and {@code verify-full}
 */
record DatabaseAddress(
        String host,
        int port,
        String user,
        String password,
        String database,
        String sslMode,
        @Nullable String sslRootCert) {

    private static final int DEFAULT_PORT = 5432;
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> KEYS =
            Set.of("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert");
    /** key=value or key='value', where a backslash takes the next character as it is. */
    private static final Pattern PAIR =
            Pattern.compile("\\s*([a-z_]+)\\s*=\\s*(?:'((?:[^'\\\\]|\\\\.)*)'|((?:[^\\s'\\\\]|\\\\.)*))(?=\\s|$)");

    /** Never the password: records are logged. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }

    /** @throws IllegalArgumentException with the rest of a sentence about the string, for example "names no host"; it never quotes the string */
    static DatabaseAddress parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("postgres://") || trimmed.startsWith("postgresql://")) {
            return of(fromUrl(trimmed));
        }
        if (trimmed.contains("://")) {
            throw new IllegalArgumentException("has a scheme other than postgres or postgresql");
        }
        return of(fromKeyValues(trimmed));
    }

    private static Map<String, String> fromUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a valid URL (percent-encode special characters in the password)");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("names no host, or holds a character that must be percent-encoded");
        }
        Map<String, String> values = new HashMap<>();
        String host = uri.getHost();
        values.put("host", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        if (uri.getPort() >= 0) {
            values.put("port", Integer.toString(uri.getPort()));
        }
        if (uri.getRawUserInfo() != null) {
            String[] userAndPassword = uri.getRawUserInfo().split(":", 2);
            values.put("user", decode(userAndPassword[0]));
            if (userAndPassword.length == 2) {
                values.put("password", decode(userAndPassword[1]));
            }
        }
        if (uri.getRawPath() != null && uri.getRawPath().length() > 1) {
            values.put("dbname", decode(uri.getRawPath().substring(1)));
        }
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] keyAndValue = pair.split("=", 2);
                String value = keyAndValue.length == 2 ? decode(keyAndValue[1]) : "";
                values.put(knownKey(decode(keyAndValue[0])), value);
            }
        }
        return values;
    }

    /** Unlike a form's, a URL's plus sign is a plus sign. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("holds a broken percent-encoding");
        }
    }

    private static Map<String, String> fromKeyValues(String text) {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = PAIR.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            values.put(knownKey(matcher.group(1)), value.replaceAll("\\\\(.)", "$1"));
            end = matcher.end();
        }
        if (end < text.length() || values.isEmpty()) {
            throw new IllegalArgumentException("is neither a postgres:// URL nor a list of key=value pairs");
        }
        return values;
    }

    private static String knownKey(String key) {
        if (!KEYS.contains(key)) {
            throw new IllegalArgumentException("has the unknown key \"" + printable(key) + "\"; known are "
                    + String.join(", ", KEYS.stream().sorted().toList()));
        }
        return key;
    }

    private static String printable(String key) {
        String plain = key.replaceAll("[^A-Za-z0-9_-]", "?");
        return plain.length() > 32 ? plain.substring(0, 32) : plain;
    }

    private static DatabaseAddress of(Map<String, String> values) {
        String sslMode = values.getOrDefault("sslmode", "prefer");
        if (!SSL_MODES.contains(sslMode)) {
            throw new IllegalArgumentException(
                    "has an unknown sslmode; known are disable, allow, prefer, require, verify-ca, verify-full");
        }
        return new DatabaseAddress(
                required(values, "host"),
                port(values.get("port")),
                required(values, "user"),
                values.getOrDefault("password", ""),
                required(values, "dbname"),
                sslMode,
                values.get("sslrootcert"));
    }

    private static String required(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("names no " + (key.equals("dbname") ? "database" : key));
        }
        return value;
    }

    private static int port(@Nullable String text) {
        if (text == null) {
            return DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("has a port outside 1 to 65535");
    }
}
