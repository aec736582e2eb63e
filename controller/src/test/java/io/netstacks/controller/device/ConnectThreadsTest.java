package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectThreadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aWaitingThatIsCancelledBeforeItHasBegunStillRuns() throws Exception {
        ConnectThreads threads = new ConnectThreads();
        int tasks = 1000;
        CountDownLatch ran = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            threads.submit(ran::countDown).cancel(false);
        }
        assertThat(ran.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void noWaitingHoldsUpAnother() throws Exception {
        ConnectThreads threads = new ConnectThreads();
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            threads.submit(() -> {
                release.await();
                return null;
            });
        }
        CountDownLatch ran = new CountDownLatch(1);
        threads.submit(ran::countDown);
        assertThat(ran.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        release.countDown();
    }
}
