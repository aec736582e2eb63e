package io.netstacks.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

class AnswerLimitTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration ALMOST = LIMIT.minusMillis(1);
    private static final IllegalStateException BROKEN = new IllegalStateException("the driver's word for a cut");

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final TestPublisher<Integer> server = TestPublisher.create();
    private int cuts;
    private final AnswerLimit limit = new AnswerLimit(LIMIT, this::cut, time, () -> time.now(TimeUnit.NANOSECONDS));

    private void cut() {
        cuts++;
        server.error(BROKEN);
    }

    @AfterEach
    void noTimerIsLeft() {
        int before = cuts;
        time.advanceTimeBy(LIMIT.multipliedBy(3));
        assertThat(cuts).isEqualTo(before);
    }

    @Test
    void aServerThatNeverAnswersIsCutAndTheReaderToldWhy() {
        StepVerifier.create(limit.onEach(server.flux()))
                .then(() -> time.advanceTimeBy(ALMOST))
                .then(() -> assertThat(cuts).isZero())
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(R2dbcTimeoutException.class)
                        .hasMessage("PostgreSQL has said nothing for 10 s")
                        .hasCause(BROKEN)
                        .matches(DatabaseFault::isUnavailable))
                .verify();
        assertThat(cuts).isOne();
    }

    @Test
    void aLongAnswerMayTakeItsTimeButNotFallSilent() {
        StepVerifier.create(limit.onEach(server.flux()))
                .then(() -> {
                    for (int row = 0; row < 100; row++) {
                        time.advanceTimeBy(ALMOST);
                        server.next(row);
                    }
                })
                .expectNextCount(100)
                .then(() -> assertThat(cuts).isZero())
                .then(() -> time.advanceTimeBy(LIMIT))
                .verifyError(R2dbcTimeoutException.class);
    }

    @Test
    void aReaderThatDoesNotAskIsNotTheServersFault() {
        StepVerifier.create(limit.onEach(server.flux()), 0)
                .then(() -> time.advanceTimeBy(LIMIT.multipliedBy(5)))
                .thenRequest(1)
                .then(() -> time.advanceTimeBy(ALMOST))
                .then(() -> server.next(1))
                .expectNext(1)
                .then(() -> time.advanceTimeBy(LIMIT.multipliedBy(5)))
                .thenRequest(1)
                .then(() -> time.advanceTimeBy(ALMOST))
                .then(server::complete)
                .verifyComplete();
        assertThat(cuts).isZero();
    }

    @Test
    void whatNobodyWaitsForIsReadToItsEnd() {
        BaseSubscriber<Integer> reader = asking(1);
        limit.onEach(server.flux()).subscribe(reader);
        server.next(1);
        reader.cancel();
        assertThat(server.wasCancelled()).isFalse();
        server.assertMinRequested(1000);
        time.advanceTimeBy(ALMOST);
        server.next(2, 3).complete();
        assertThat(cuts).isZero();
    }

    @Test
    void whatNobodyWaitsForIsUnderTheLimitToo() {
        BaseSubscriber<Integer> reader = asking(1);
        limit.onEach(server.flux()).subscribe(reader);
        reader.cancel();
        time.advanceTimeBy(LIMIT);
        assertThat(cuts).isOne();
    }

    @Test
    void whatWasNeverAskedForIsCancelled() {
        BaseSubscriber<Integer> reader = asking(0);
        limit.onEach(server.flux()).subscribe(reader);
        reader.cancel();
        server.assertCancelled();
    }

    @Test
    void ofResultsOnlyTheFirstIsWaitedForHere() {
        StepVerifier.create(limit.onFirst(server.flux()))
                .then(() -> time.advanceTimeBy(ALMOST))
                .then(() -> server.next(1))
                .expectNext(1)
                .then(() -> time.advanceTimeBy(LIMIT.multipliedBy(5)))
                .then(server::complete)
                .verifyComplete();
        assertThat(cuts).isZero();
    }

    private static BaseSubscriber<Integer> asking(long rows) {
        return new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                if (rows > 0) {
                    subscription.request(rows);
                }
            }
        };
    }
}
