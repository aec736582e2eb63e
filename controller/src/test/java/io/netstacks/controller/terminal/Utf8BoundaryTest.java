package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8BoundaryTest {

    @Test
    void whereverAStreamIsCutEachPieceDecodesOnItsOwn() {
        String text = "aé€😀\u0000߿ࠀ\uFFFD𐀀z".repeat(20);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            Utf8Boundary boundary = new Utf8Boundary();
            StringBuilder decoded = new StringBuilder();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(6));
                byte[] piece = new byte[length];
                System.arraycopy(bytes, at, piece, 0, length);
                decoded.append(new String(boundary.push(piece), StandardCharsets.UTF_8));
                at += length;
            }
            assertThat(decoded.toString()).isEqualTo(text);
        }
    }

    @Test
    void noByteIsLostOrDoubledWhateverTheBytesAre() {
        Random random = new Random(6);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = new byte[200];
            random.nextBytes(bytes);
            Utf8Boundary boundary = new Utf8Boundary();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(5));
                byte[] piece = new byte[length];
                System.arraycopy(bytes, at, piece, 0, length);
                out.writeBytes(boundary.push(piece));
                assertThat(boundary.held()).isBetween(0, 3);
                at += length;
            }
            out.writeBytes(boundary.flush());
            assertThat(out.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void bytesOfOtherEncodingsPassAtOnce() {
        byte[] latin1 = {(byte) 0xFC, 'b', (byte) 0x80, (byte) 0xC1, (byte) 0xFF};
        assertThat(new Utf8Boundary().push(latin1)).isEqualTo(latin1);
    }
}
