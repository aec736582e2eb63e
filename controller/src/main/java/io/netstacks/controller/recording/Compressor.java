package io.netstacks.controller.recording;

/** Compresses one chunk after the other, for one thread, and keeps what it needs for that: a library's tables cost as much to set up as a chunk to compress. */
interface Compressor extends AutoCloseable {

    /** The version byte of its {@link Compression}, then the first {@code length} bytes of {@code plain} compressed. */
    byte[] compress(byte[] plain, int length);

    @Override
    void close();
}
