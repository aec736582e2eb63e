package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.Ownership;

/** Told that a chunk was refused, because its session ended or belongs to another instance by now. */
@FunctionalInterface
public interface OwnershipLost {

    /**
     * Called once a recording, on the recordings' thread; must not block. What this instance still holds of the recording is dropped: the session must not
     * write to its device again.
     */
    void lost(Ownership ownership);
}
