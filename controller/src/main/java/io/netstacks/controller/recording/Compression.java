package io.netstacks.controller.recording;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a chunk's body is compressed. Both carry a checksum of the plain bytes; {@code version} is the first byte of a stored chunk. */
enum Compression {
    /** A Zstandard frame (RFC 8878) of level 1 with content size and checksum. */
    ZSTD(1) {
        @Override
        Compressor compressor() {
            return new ZstdCompressor(version);
        }

        @Override
        byte[] decompress(byte[] chunk, int limit) throws CorruptChunkException {
            if (chunk.length < 2) {
                throw new CorruptChunkException("The chunk is cut off");
            }
            try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
                long size = Zstd.getFrameContentSize(chunk, 1, chunk.length - 1);
                if (size < 0 || size > limit) {
                    throw new CorruptChunkException("The chunk claims to hold " + size + " bytes");
                }
                byte[] plain = new byte[(int) size];
                int written = context.decompressByteArray(plain, 0, plain.length, chunk, 1, chunk.length - 1);
                if (written != size) {
                    throw new CorruptChunkException("The chunk holds " + written + " bytes instead of " + size);
                }
                return plain;
            } catch (ZstdException e) {
                throw new CorruptChunkException("The chunk cannot be decompressed: " + e.getMessage(), e);
            }
        }
    },

    /** Length as a 32-bit number, then a zlib stream (RFC 1950) of level 1. For machines that the Zstandard library does not load on. */
    DEFLATE(2) {
        @Override
        Compressor compressor() {
            return new DeflateCompressor(version);
        }

        @Override
        byte[] decompress(byte[] chunk, int limit) throws CorruptChunkException {
            if (chunk.length < 5) {
                throw new CorruptChunkException("The chunk is cut off");
            }
            int size = ByteBuffer.wrap(chunk).getInt(1);
            if (size < 0 || size > limit) {
                throw new CorruptChunkException("The chunk claims to hold " + size + " bytes");
            }
            byte[] plain = new byte[size];
            try (Inflater inflater = new Inflater()) {
                inflater.setInput(chunk, 5, chunk.length - 5);
                int written = inflater.inflate(plain);
                // The checksum is read only when the output has room for more than there is.
                if (written != size || (!inflater.finished() && inflater.inflate(new byte[1]) != 0)) {
                    throw new CorruptChunkException("The chunk holds another number of bytes than " + size);
                }
                if (!inflater.finished()) {
                    throw new CorruptChunkException("The chunk is cut off");
                }
                return plain;
            } catch (DataFormatException e) {
                throw new CorruptChunkException("The chunk cannot be decompressed: " + e.getMessage(), e);
            }
        }
    };

    private static final Logger log = LoggerFactory.getLogger(Compression.class);

    final byte version;

    Compression(int version) {
        this.version = (byte) version;
    }

    abstract Compressor compressor();

    byte[] compress(byte[] plain, int length) {
        try (Compressor compressor = compressor()) {
            return compressor.compress(plain, length);
        }
    }

    /** @param limit of the plain bytes; what claims more is refused before anything is allocated */
    abstract byte[] decompress(byte[] chunk, int limit) throws CorruptChunkException;

    static Compression of(byte version) throws CorruptChunkException {
        for (Compression compression : values()) {
            if (compression.version == version) {
                return compression;
            }
        }
        throw new CorruptChunkException("Unknown chunk version " + version);
    }

    /** Zstandard where its native library loads, which takes a temporary folder that allows executables. */
    static Compression best() {
        try {
            ZSTD.compress(new byte[1], 1);
            return ZSTD;
        } catch (LinkageError e) {
            log.warn(
                    "The Zstandard library does not load ({}): recordings are compressed with deflate, at a third of the speed. "
                            + "Point -DZstdTempFolder at a writable folder that allows executables.",
                    e.getMessage());
            return DEFLATE;
        }
    }
}
