package io.netstacks.controller.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrollbackTest {

    private static final long ALL_SEEN = Long.MAX_VALUE;

    @Test
    void itKeepsTheNewestBytesUnderTheirOffsets() {
        Random random = new Random(3);
        for (int capacity : new int[] {512, 700, 1024, 5000}) {
            Scrollback scrollback = new Scrollback(capacity, capacity);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 400; i++) {
                byte[] piece = new byte[random.nextInt(random.nextInt(10) == 0 ? 3 * capacity : 300)];
                random.nextBytes(piece);
                scrollback.append(piece, ALL_SEEN);
                all.writeBytes(piece);
                assertThat(scrollback.end()).isEqualTo(all.size());
                assertThat(scrollback.start()).isEqualTo(Math.max(0, all.size() - capacity));
                long from = scrollback.start() + random.nextInt((int) (scrollback.end() - scrollback.start()) + 1);
                assertThat(scrollback.from(from))
                        .isEqualTo(Arrays.copyOfRange(all.toByteArray(), (int) from, all.size()));
            }
        }
    }

    @Test
    void whatNobodyHasSeenIsKeptBeyondTheCapacityButNotForEver() {
        Random random = new Random(4);
        Scrollback scrollback = new Scrollback(1000, 10_000);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long unseen = 0;
        long kept = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] piece = new byte[random.nextInt(random.nextInt(10) == 0 ? 4000 : 60)];
            random.nextBytes(piece);
            if (random.nextInt(40) == 0) {
                unseen = all.size();
            }
            scrollback.append(piece, unseen);
            all.writeBytes(piece);
            kept = Math.max(kept, Math.min(all.size() - 1000, Math.max(unseen, all.size() - 10_000)));
            assertThat(scrollback.start()).isEqualTo(kept);
            assertThat(scrollback.from(kept)).isEqualTo(Arrays.copyOfRange(all.toByteArray(), (int) kept, all.size()));
        }
    }

    @Test
    void whatWasSeenAtLastIsGivenUpWithoutNewOutput() {
        Scrollback scrollback = new Scrollback(1000, 10_000);
        scrollback.append(new byte[4000], 0);
        scrollback.append(new byte[4000], 0);
        assertThat(scrollback.start()).isZero();
        scrollback.trim(2500);
        assertThat(scrollback.start()).isEqualTo(2500);
        scrollback.trim(8000);
        assertThat(scrollback.start()).isEqualTo(7000);
    }

    @Test
    void aReplayBeginsAfterTheLineThatLostItsBeginning() {
        Scrollback scrollback = new Scrollback(512, 512);
        scrollback.append("first line\nsecond".getBytes(UTF_8), ALL_SEEN);
        assertThat(scrollback.readableStart()).isZero();
        scrollback.append((" ".repeat(490) + "\nthird").getBytes(UTF_8), ALL_SEEN);
        assertThat(scrollback.start()).isPositive();
        assertThat(scrollback.from(scrollback.readableStart())).asString(UTF_8).startsWith("second");
    }

    @Test
    void whereNoLineEndsItBeginsWithAWholeCharacter() {
        Scrollback scrollback = new Scrollback(512, 512);
        byte[] euros = "€".repeat(300).getBytes(UTF_8);
        scrollback.append(euros, ALL_SEEN);
        assertThat(scrollback.start() % 3).isNotZero();
        assertThat(scrollback.readableStart() % 3).isZero();
        assertThat(scrollback.readableStart() - scrollback.start()).isLessThan(3);
    }

    @Test
    void anOffsetThatIsNotKeptIsRefused() {
        Scrollback scrollback = new Scrollback(512, 512);
        scrollback.append(new byte[600], ALL_SEEN);
        assertThat(scrollback.keeps(87)).isFalse();
        assertThat(scrollback.keeps(88)).isTrue();
        assertThat(scrollback.keeps(600)).isTrue();
        assertThat(scrollback.keeps(601)).isFalse();
        assertThatThrownBy(() -> scrollback.from(87)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> scrollback.from(601)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
