package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("E010 plain HTTP on the TLS port")
class PlainHttpRefusalTest {

    @Test
    void isAnsweredAndClosed() {
        EmbeddedChannel channel = new EmbeddedChannel(new PlainHttpRefusal());
        channel.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 400 ");
        answer.release();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void tlsPassesUntouched() {
        EmbeddedChannel channel = new EmbeddedChannel(new PlainHttpRefusal());
        ByteBuf hello = Unpooled.wrappedBuffer(new byte[] {22, 3, 1, 0, 5});
        channel.writeInbound(hello);
        ByteBuf passed = channel.readInbound();
        assertThat(passed.readableBytes()).isEqualTo(5);
        passed.release();
        assertThat(channel.pipeline().get(PlainHttpRefusal.class)).isNull();
    }
}
