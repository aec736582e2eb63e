package io.netstacks.controller.recording;

/** A stored chunk that is not what was written: damaged, cut off, or of a format that this version does not know. */
class CorruptChunkException extends Exception {

    private static final long serialVersionUID = 1L;

    CorruptChunkException(String message) {
        super(message);
    }

    CorruptChunkException(String message, Throwable cause) {
        super(message, cause);
    }
}
