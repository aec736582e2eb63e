package io.netstacks.controller.device;

import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.terminal.TerminalSize;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * A shell that somebody wants.
 *
 * @param user who wants it: asked about host keys
 * @param host a name or an address, exactly as the inventory has it
 * @param port 1 to 65535
 * @param term the terminal's type, for example {@code xterm-256color}
 * @param near the loop that the user's socket lives on, so that output need not change threads; null: any
 */
public record DeviceConnect(
        CurrentUser user,
        String host,
        int port,
        DeviceLogin login,
        TerminalSize size,
        String term,
        @Nullable EventLoop near) {

    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_TERM = 64;

    public DeviceConnect {
        if (host.isBlank()
                || host.length() > LONGEST_HOST
                || host.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
            throw new IllegalArgumentException("host must be a name or an address of 1 to " + LONGEST_HOST
                    + " characters without spaces or control characters");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be 1 to 65535");
        }
        if (term.isBlank() || term.length() > LONGEST_TERM || !term.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "term must be 1 to " + LONGEST_TERM + " printable ASCII characters, for example xterm-256color");
        }
    }

    /** For messages: {@code sw1.example.com:22}, {@code [2001:db8::1]:22}. */
    String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
