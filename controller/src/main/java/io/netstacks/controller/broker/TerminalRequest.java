package io.netstacks.controller.broker;

import io.netstacks.controller.terminal.TerminalSize;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What a client asks {@code /ws/ssh} for (terminal contract §3.1). Host and port are the client's copy of the inventory: they count only where no device
 * is named.
 *
 * @param device from {@code session_id=device-<uuid>}
 * @param size null where the client named none that a terminal can have
 * @param resumeToken from {@code reconnect_token}
 */
record TerminalRequest(
        UUID credential,
        @Nullable UUID device,
        @Nullable String host,
        int port,
        @Nullable TerminalSize size,
        String term,
        @Nullable UUID resumeToken) {

    private static final String DEVICE_PREFIX = "device-";
    private static final int DEFAULT_PORT = 22;
    private static final String DEFAULT_TERM = "xterm-256color";
    private static final Pattern TERM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final int LONGEST_HOST = 253;

    /** @throws TerminalRefusedException naming the parameter */
    static TerminalRequest parse(MultiValueMap<String, String> query) {
        UUID credential = uuid("credential_id", query.getFirst("credential_id"));
        if (credential == null) {
            throw new TerminalRefusedException("credential_id is missing: choose a credential for the device.");
        }
        UUID device = device(query.getFirst("session_id"));
        String host = blankToNull(query.getFirst("host"));
        if (device == null && host == null) {
            throw new TerminalRefusedException("session_id (device-<id>) or host is missing: name the device.");
        }
        if (host != null && (host.length() > LONGEST_HOST || !host.chars().allMatch(c -> c > ' ' && c < 0x7F))) {
            throw new TerminalRefusedException("host is not the name or address of a device.");
        }
        return new TerminalRequest(
                credential,
                device,
                host,
                port(query.getFirst("port")),
                size(query.getFirst("cols"), query.getFirst("rows")),
                term(query.getFirst("term")),
                uuid("reconnect_token", query.getFirst("reconnect_token")));
    }

    private static @Nullable UUID device(@Nullable String reference) {
        String text = blankToNull(reference);
        if (text == null) {
            return null;
        }
        if (text.startsWith(DEVICE_PREFIX)) {
            return uuid("session_id", text.substring(DEVICE_PREFIX.length()));
        }
        throw new TerminalRefusedException("session_id names no device: only device-<id> can be opened here.");
    }

    private static int port(@Nullable String text) {
        String given = blankToNull(text);
        if (given == null) {
            return DEFAULT_PORT;
        }
        int port = number(given);
        if (port < 1 || port > 65535) {
            throw new TerminalRefusedException("port must be 1 to 65535.");
        }
        return port;
    }

    /** The same request for a terminal of another size. */
    TerminalRequest withSize(@Nullable TerminalSize other) {
        return new TerminalRequest(credential, device, host, port, other, term, resumeToken);
    }

    TerminalSize sizeOrDefault() {
        return size == null ? TerminalSize.DEFAULT : size;
    }

    private static @Nullable TerminalSize size(@Nullable String columns, @Nullable String rows) {
        int c = columns == null ? -1 : number(columns);
        int r = rows == null ? -1 : number(rows);
        return TerminalSize.isValid(c, r) ? new TerminalSize(c, r) : null;
    }

    private static String term(@Nullable String text) {
        String given = blankToNull(text);
        if (given == null) {
            return DEFAULT_TERM;
        }
        if (!TERM.matcher(given).matches()) {
            throw new TerminalRefusedException("term is not the name of a terminal type.");
        }
        return given;
    }

    /** -1 for what is no small number. */
    private static int number(String text) {
        try {
            return text.length() <= 6 ? Integer.parseInt(text) : -1;
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    private static @Nullable UUID uuid(String parameter, @Nullable String text) {
        String given = blankToNull(text);
        if (given == null) {
            return null;
        }
        try {
            if (given.length() == 36) {
                return UUID.fromString(given);
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new TerminalRefusedException(parameter + " is not a UUID.");
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
