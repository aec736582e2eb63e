package io.netstacks.controller.auth;

import java.util.UUID;

/** There is one organisation; the terminal client wants its id on users and devices (terminal contract §2, User and Device). */
public final class Organisation {

    public static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private Organisation() {}
}
