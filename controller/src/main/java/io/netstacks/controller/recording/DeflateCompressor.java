package io.netstacks.controller.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

final class DeflateCompressor implements Compressor {

    private final byte version;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    DeflateCompressor(byte version) {
        this.version = version;
    }

    @Override
    public byte[] compress(byte[] plain, int length) {
        deflater.reset();
        deflater.setInput(plain, 0, length);
        deflater.finish();
        // zlib's own bound for incompressible input: 5 bytes a block of 16 KiB, and the frame.
        ByteBuffer target = ByteBuffer.allocate(5 + length + (length >> 12) + (length >> 14) + 32);
        target.put(version).putInt(length);
        while (!deflater.finished()) {
            deflater.deflate(target);
        }
        return Arrays.copyOf(target.array(), target.position());
    }

    @Override
    public void close() {
        deflater.close();
    }
}
