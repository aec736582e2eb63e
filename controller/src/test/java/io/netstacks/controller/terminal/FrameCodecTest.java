package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCodecTest {

    @Test
    @DisplayName("contract §3.2: the eight frames have the type bytes and payloads of the table")
    void theTable() throws Exception {
        assertThat(encoded(new Frame.Data(new byte[] {0x41}))).isEqualTo("0141");
        assertThat(encoded(new Frame.Resize(new TerminalSize(80, 24)))).isEqualTo("0200500018");
        assertThat(encoded(new Frame.Ping())).isEqualTo("03");
        assertThat(encoded(new Frame.Pong())).isEqualTo("04");
        assertThat(encoded(new Frame.Close())).isEqualTo("05");
        assertThat(encoded(new Frame.Error("é"))).isEqualTo("06c3a9");
        assertThat(encoded(new Frame.Reconnect(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"))))
                .isEqualTo("0700112233445566778899aabbccddeeff");
        assertThat(encoded(new Frame.SessionInfo("{}"))).isEqualTo("087b7d");
        assertThat(decoded("0200840032")).isEqualTo(new Frame.Resize(new TerminalSize(132, 50)));
        assertThat(decoded("03")).isEqualTo(new Frame.Ping());
        assertThat(((Frame.Data) decoded("01c3a9")).bytes()).containsExactly(0xC3, 0xA9);
    }

    @ParameterizedTest
    @CsvSource({
        "'', Empty frame",
        "00, Unknown frame type 0",
        "09, Unknown frame type 9",
        "ff41, Unknown frame type 255",
        "02, 4 bytes after its type",
        "02005000, 4 bytes after its type",
        "020050001800, 4 bytes after its type",
        "0200000018, not 0 x 24",
        "0200500000, not 80 x 0",
        "02ffffffff, not 65535 x 65535",
        "070011, 16 bytes after its type"
    })
    void whatIsNoFrameIsNamed(String hex, String text) {
        assertThatThrownBy(() -> decoded(hex))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining(text)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContainIgnoringCase("auth"));
    }

    @Test
    void randomMessagesDecodeOrAreRefusedAndNothingElse() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = new byte[random.nextInt(24)];
            random.nextBytes(message);
            if (message.length > 0 && random.nextBoolean()) {
                message[0] = (byte) random.nextInt(10);
            }
            try {
                Frame frame = FrameCodec.decode(message);
                assertThat(FrameCodec.type(frame)).isEqualTo(message[0]);
            } catch (MalformedFrameException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static String encoded(Frame frame) {
        return HexFormat.of().toHexDigits(FrameCodec.type(frame))
                + HexFormat.of().formatHex(FrameCodec.payload(frame));
    }

    private static Frame decoded(String hex) throws MalformedFrameException {
        return FrameCodec.decode(HexFormat.of().parseHex(hex));
    }
}
