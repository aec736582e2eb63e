package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientWindowTest {

    private static final int LEAST = 256;
    private static final int MOST = 1024;

    private final ClientWindow window = new ClientWindow(LEAST, MOST);
    private long offset;
    private long nanos = Long.MAX_VALUE - 1_000_000;

    @Test
    void itDoublesForAClientThatIsQuickUpToItsLimit() {
        assertThat(window.bytes()).isEqualTo(LEAST);
        roundTrip(50, window.bytes());
        assertThat(window.bytes()).isEqualTo(2 * LEAST);
        roundTrip(1, window.bytes());
        roundTrip(1, window.bytes());
        assertThat(window.bytes()).isEqualTo(MOST);
    }

    @Test
    void itHalvesForOneThatIsSlowAndStaysForOneInBetween() {
        roundTrip(1, window.bytes());
        roundTrip(1, window.bytes());
        roundTrip(199, window.bytes());
        assertThat(window.bytes()).isEqualTo(MOST);
        roundTrip(200, window.bytes());
        assertThat(window.bytes()).isEqualTo(MOST / 2);
        roundTrip(5000, window.bytes());
        roundTrip(5000, window.bytes());
        assertThat(window.bytes()).isEqualTo(LEAST);
    }

    @Test
    void aFewBytesOnTheirWaySayNothing() {
        roundTrip(1, LEAST / 2 - 1);
        assertThat(window.bytes()).isEqualTo(LEAST);
    }

    @Test
    void whatIsAskedMeanwhileCountsForNothing() {
        window.asked(100, LEAST, nanos);
        window.asked(200, LEAST, nanos + 1);
        window.acknowledged(99, nanos + 2);
        assertThat(window.bytes()).isEqualTo(LEAST);
        window.acknowledged(100, nanos + 3);
        assertThat(window.bytes()).isEqualTo(2 * LEAST);
        window.acknowledged(200, nanos + 4);
        assertThat(window.bytes()).isEqualTo(2 * LEAST);
    }

    private void roundTrip(long millis, long underWay) {
        offset += 100;
        window.asked(offset, underWay, nanos);
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        window.acknowledged(offset, nanos);
    }
}
