package io.netstacks.controller.storage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.client.EncodedParameter;
import io.r2dbc.postgresql.codec.Codec;
import io.r2dbc.postgresql.codec.CodecMetadata;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.codec.PostgresTypeIdentifier;
import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import io.r2dbc.postgresql.message.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Sends byte arrays as they are, and reads them without a regular expression. r2dbc-postgresql 1.1.1 (BinaryByteArrayCodec) sends them as hexadecimal text and takes
 * 13 ms of processor time a MiB for that; recordings are made of byte arrays.
 */
final class BinaryBytea implements CodecRegistrar {

    private static final String HEX_PREFIX = "\\x";

    @Override
    public Publisher<Void> register(
            PostgresqlConnection connection, ByteBufAllocator allocator, CodecRegistry registry) {
        return Mono.fromRunnable(() -> registry.addFirst(new ByteArrays()));
    }

    /** The driver's cache of codecs overlooks one that does not tell its type by {@link CodecMetadata}. */
    private static final class ByteArrays implements Codec<byte[]>, CodecMetadata {

        @Override
        public Class<?> type() {
            return byte[].class;
        }

        @Override
        public Iterable<? extends PostgresTypeIdentifier> getDataTypes() {
            return List.of(PostgresqlObjectId.BYTEA);
        }

        @Override
        public boolean canEncode(Object value) {
            return value instanceof byte[];
        }

        @Override
        public EncodedParameter encode(Object value) {
            return encode(value, PostgresqlObjectId.BYTEA.getObjectId());
        }

        @Override
        public EncodedParameter encode(Object value, int dataType) {
            return new EncodedParameter(
                    Format.FORMAT_BINARY, dataType, Mono.fromSupplier(() -> Unpooled.wrappedBuffer((byte[]) value)));
        }

        @Override
        public boolean canEncodeNull(Class<?> type) {
            return type == byte[].class;
        }

        @Override
        public EncodedParameter encodeNull() {
            return new EncodedParameter(
                    Format.FORMAT_BINARY, PostgresqlObjectId.BYTEA.getObjectId(), EncodedParameter.NULL_VALUE);
        }

        @Override
        public boolean canDecode(int dataType, Format format, Class<?> type) {
            return dataType == PostgresqlObjectId.BYTEA.getObjectId() && type == byte[].class;
        }

        @Override
        public byte @Nullable [] decode(
                @Nullable ByteBuf buffer, int dataType, Format format, Class<? extends byte[]> type) {
            if (buffer == null) {
                return null;
            }
            if (format == Format.FORMAT_BINARY) {
                return ByteBufUtil.getBytes(buffer);
            }
            String text = buffer.toString(StandardCharsets.US_ASCII);
            if (!text.startsWith(HEX_PREFIX)) {
                throw new IllegalStateException("bytea_output is not hex: set it back to PostgreSQL's default");
            }
            return ByteBufUtil.decodeHexDump(text, HEX_PREFIX.length(), text.length() - HEX_PREFIX.length());
        }
    }
}
