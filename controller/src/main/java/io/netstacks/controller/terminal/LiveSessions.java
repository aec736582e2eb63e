package io.netstacks.controller.terminal;

/** How many sessions this process holds. */
@FunctionalInterface
public interface LiveSessions {

    int count();
}
