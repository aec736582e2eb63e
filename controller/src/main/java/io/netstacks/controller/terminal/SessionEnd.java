package io.netstacks.controller.terminal;

import org.jspecify.annotations.Nullable;

/**
 * Why a session is over.
 *
 * @param message for a person
 * @param exitStatus the shell's exit status, where the device told one
 */
public record SessionEnd(
        Cause cause, String message, @Nullable Integer exitStatus) {

    public enum Cause {
        /** The device ended the shell or the connection. */
        DEVICE,
        /** Nobody came back within the orphan timeout (C013). */
        ORPHANED,
        /** The controller or an administrator closed it. */
        CLOSED
    }
}
