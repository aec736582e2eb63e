package io.netstacks.controller.terminal;

import java.time.Duration;

/**
 * What one session may cost.
 *
 * @param scrollbackBytes output kept for a resume, in memory; more, if the client has not acknowledged more ({@link #mostOutput})
 * @param clientWindow output sent and not yet acknowledged, before the device is paused
 * @param largestClientWindow what that may grow to for a client that is fast
 * @param recorderWindow output shown and not yet stored by the recorder, before the device is paused
 * @param inputWindow input that the device has not taken, before more is refused
 * @param orphanTimeout how long a session without a client stays alive (C013)
 */
public record SessionLimits(
        int scrollbackBytes,
        int clientWindow,
        int largestClientWindow,
        int recorderWindow,
        int inputWindow,
        Duration orphanTimeout) {

    /** Bytes of output that a session holds at most for its client, seen or unseen. */
    public int mostOutput() {
        return Math.max(scrollbackBytes, largestClientWindow);
    }
}
