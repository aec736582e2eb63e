package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();

    @Test
    void whatAChangeBringsComesAfterIt() {
        List<String> done = new ArrayList<>();
        turns.take(() -> {
            turns.take(() -> done.add("second"));
            done.add("first");
        });
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void aFaultStopsNothingAndIsThrownAtTheEnd() {
        List<String> done = new ArrayList<>();
        assertThatThrownBy(() -> turns.take(() -> {
                    turns.take(() -> done.add("next"));
                    turns.take(() -> {
                        throw new IllegalStateException("second");
                    });
                    throw new IllegalStateException("first");
                }))
                .hasMessage("first")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("second"));
        turns.take(() -> done.add("later"));
        assertThat(done).containsExactly("next", "later");
    }

    @Test
    void anErrorStopsNothingEither() {
        List<String> done = new ArrayList<>();
        assertThatThrownBy(() -> turns.take(() -> {
                    turns.take(() -> done.add("next"));
                    throw new OutOfMemoryError("none of ours");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        turns.take(() -> done.add("later"));
        assertThat(done).containsExactly("next", "later");
    }

    @Test
    void manyThreadsRunOneAtATime() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        // Not safe for two threads at once: lost updates would show.
        int[] count = new int[1];
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            IntStream.range(0, threads)
                    .forEach(thread -> pool.execute(() -> {
                        for (int i = 0; i < each; i++) {
                            turns.take(() -> count[0]++);
                        }
                    }));
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(count[0]).isEqualTo(threads * each);
    }
}
