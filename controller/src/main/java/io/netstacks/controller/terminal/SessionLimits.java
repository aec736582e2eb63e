package io.netstacks.controller.terminal;

import java.time.Duration;

/**
 * What one session may cost.
 *
 * @param scrollbackBytes output kept for a resume, in memory
 * @param clientWindow output sent and not yet acknowledged, before the device is paused; at most {@code scrollbackBytes}
 * @param recorderWindow output shown and not yet stored by the recorder, before the device is paused
 * @param inputWindow input that the device has not taken, before more is refused
 * @param orphanTimeout how long a session without a client stays alive (C013)
 */
public record SessionLimits(
        int scrollbackBytes, int clientWindow, int recorderWindow, int inputWindow, Duration orphanTimeout) {

    public SessionLimits {
        if (clientWindow > scrollbackBytes) {
            throw new IllegalArgumentException("What is unacknowledged must be in the scrollback: the client window of "
                    + clientWindow + " bytes is larger than the " + scrollbackBytes + " bytes of scrollback");
        }
    }
}
