package io.netstacks.controller.recording;

import org.jspecify.annotations.Nullable;

/**
 * The buffer of a full chunk, kept from one to the next: under a flood a new one each time would be most of what the controller allocates. More are made when
 * several recordings flood at once; one is kept. For one thread.
 */
final class ChunkBuffers {

    private byte @Nullable [] spare;

    byte[] take() {
        byte[] taken = spare;
        spare = null;
        return taken == null ? new byte[ChunkFormat.MAX_BODY_BYTES] : taken;
    }

    void giveBack(byte[] buffer) {
        if (buffer.length == ChunkFormat.MAX_BODY_BYTES) {
            spare = buffer;
        }
    }
}
