package io.netstacks.controller.terminal;

import java.util.UUID;

/** Names a session for its whole life, over resumes and takeovers. */
public record SessionId(UUID value) {

    public static SessionId random() {
        return new SessionId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
