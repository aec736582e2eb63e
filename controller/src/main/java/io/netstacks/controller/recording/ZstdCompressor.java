package io.netstacks.controller.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.Arrays;

final class ZstdCompressor implements Compressor {

    private final byte version;
    private final ZstdCompressCtx context =
            new ZstdCompressCtx().setLevel(1).setChecksum(true).setContentSize(true);
    private byte[] target = {};

    ZstdCompressor(byte version) {
        this.version = version;
    }

    @Override
    public byte[] compress(byte[] plain, int length) {
        int bound = 1 + (int) Zstd.compressBound(length);
        if (target.length < bound) {
            target = new byte[bound];
        }
        target[0] = version;
        int size = context.compressByteArray(target, 1, target.length - 1, plain, 0, length);
        return Arrays.copyOf(target, 1 + size);
    }

    @Override
    public void close() {
        context.close();
    }
}
