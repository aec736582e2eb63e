package io.netstacks.controller.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers plain HTTP on the TLS port with 400 (E010). Stands before the TLS handler and looks at the first byte of a connection: a TLS record starts with
 * its content type, 22 for a handshake (RFC 8446, section 5.1), an HTTP request with a capital letter.
 */
final class PlainHttpRefusal extends ByteToMessageDecoder {

    private static final String BODY =
            "{\"error\":\"This port speaks HTTPS. Use https:// or wss:// in the address.\",\"code\":\"TLS_REQUIRED\"}\n";
    private static final byte[] ANSWER = ("""
                    HTTP/1.1 400 Bad Request\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Connection: close\r
                    \r
                    %s""".formatted(BODY.length(), BODY)).getBytes(StandardCharsets.US_ASCII);

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        byte first = in.getByte(in.readerIndex());
        if (first >= 'A' && first <= 'Z') {
            in.skipBytes(in.readableBytes());
            // Past the TLS handler, which would encrypt it.
            context.writeAndFlush(Unpooled.wrappedBuffer(ANSWER)).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.pipeline().remove(this);
        }
    }
}
