package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryFilterTest {

    /** E stands for ESC, ¶ for BEL, § for the string terminator ESC backslash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "E[c",
                "E[0c",
                "E[>c",
                "E[>0c",
                "E[=c",
                "E[5n",
                "E[6n",
                "E[?6n",
                "E[?996n",
                "E[x",
                "E[1x",
                "EZ",
                "E[>q",
                "E[>0q",
                "E[?25$p",
                "E[4$p",
                "E[14t",
                "E[18t",
                "E[21t",
                "E[?u",
                "E[?1;1;0S",
                "E[1$w",
                "E[1;1;1;1;1;1*y",
                "E['|",
                "E[&u",
                "E[\"v",
                "E[$u",
                "EP$qm§",
                "EP$q\"p§",
                "EP+q544e§",
                "E]10;?¶",
                "E]11;?§",
                "E]4;1;?¶",
                "E]52;c;?¶",
                "E]10;#fff;?¶",
                "E_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA§",
                "\u0005",
                "\u009b6n",
                "\u009bc",
                "\u0090$qm\u009c",
                "\u009d11;?\u009c",
                "\u009a",
                "E[6\u0005n",
                "E]11;?\u001b[31mE[0m"
            })
    void questionsAreTakenOut(String form) {
        String text = "before" + text(form) + "after";
        String expected = form.startsWith("E]11;?\u001b") ? "before\u001b[31m\u001b[0mafter" : "beforeafter";
        assertThat(filtered(text, text.length() * 4)).isEqualTo(expected);
        assertThat(filtered(text, 1)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain\r\n\t",
                "E[31m",
                "E[2J",
                "E[?1049h",
                "E[4 q",
                "E[1;5r",
                "E[!p",
                "E[22;0;0t",
                "E[8;24;80t",
                "E[>4;1m",
                "E[>1u",
                "E[<u",
                "E[1;1;5;5$x",
                "E]0;title¶",
                "E]0;what?¶",
                "E]8;;http://example.com/?q=1§",
                "E]52;c;aGVsbG8=¶",
                "EPq#0;2;0;0;0~-§",
                "E(B",
                "E=",
                "E7",
                "E%G",
                "ü€😀",
                "\u009b31m",
                "E[1S",
                "E[2T",
                "E[s",
                "E[u",
                "EX ignored §",
                "\u00a0\u00ff"
            })
    void everythingElsePasses(String form) {
        String text = "before" + text(form) + "after";
        assertThat(filtered(text, text.length() * 4)).isEqualTo(text);
        assertThat(filtered(text, 1)).isEqualTo(text);
    }

    @Test
    void aHugeStringDoesNotMakeItHoldMoreAndAHugeOscIsNotPassed() {
        String sixel = "\u001bPq" + "~".repeat(100_000) + "\u001b\\";
        assertThat(filtered("a" + sixel + "b", 1000)).isEqualTo("a" + sixel + "b");
        String osc = "\u001b]10;" + "x".repeat(100_000) + ";?\u0007";
        assertThat(filtered("a" + osc + "b", 1000)).isEqualTo("ab");
        String csi = "\u001b[" + "1;".repeat(100_000) + "c";
        assertThat(filtered("a" + csi + "b", 1000)).isEqualTo("ab");
    }

    @Test
    void bytesThatAreNoUtf8Pass() {
        byte[] bytes = {(byte) 0xC2, 'x', (byte) 0x9B, (byte) 0xE2, (byte) 0xC2, (byte) 0x80, (byte) 0xFF};
        QueryFilter filter = new QueryFilter();
        assertThat(filter.push(bytes)).isEqualTo(bytes);
    }

    @Test
    void filteringTwiceChangesNothingMore() {
        Random random = new Random(11);
        String alphabet = "\u001b\u001b[]P_\\?>;$qcnZ01\u0005\u0007\u0018\u009b\u009dax";
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String once = filtered(text.toString(), 1 + random.nextInt(10));
            assertThat(filtered(once, 7)).isEqualTo(once);
        }
    }

    private static String text(String form) {
        return form.replace("E", "\u001b").replace("¶", "\u0007").replace("§", "\u001b\\");
    }

    private static String filtered(String text, int pieceLength) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        QueryFilter filter = new QueryFilter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += pieceLength) {
            int length = Math.min(pieceLength, bytes.length - at);
            byte[] piece = new byte[length];
            System.arraycopy(bytes, at, piece, 0, length);
            out.writeBytes(filter.push(piece));
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
