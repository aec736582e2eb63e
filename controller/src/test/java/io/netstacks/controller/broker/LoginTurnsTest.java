package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.device.LoginGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginTurnsTest {

    private static final DeviceAddress ROUTER = new DeviceAddress("router.example.net", 22);

    private final AtomicLong nanos = new AtomicLong();
    private final LoginTurns logins = new LoginTurns(nanos::get);
    private final UUID anna = UUID.randomUUID();

    private record Tab(LoginGate.Turn turn, CompletableFuture<Void> granted) {

        boolean hasTurn() {
            return granted.isDone() && !granted.isCompletedExceptionally();
        }

        boolean isRefused() {
            return granted.isCompletedExceptionally();
        }

        Tab begins() {
            assertThat(hasTurn()).isTrue();
            turn.begun();
            return this;
        }
    }

    private Tab tab() {
        return tab(anna, ROUTER);
    }

    private Tab tab(UUID user, DeviceAddress device) {
        LoginGate.Turn turn = logins.gate(user, device).turn();
        return new Tab(turn, turn.take().toCompletableFuture());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void fail() {
        tab().begins().turn().giveBack();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(logins.isIdle()).isTrue();
    }

    @Test
    void fiveTabsLogInOneAfterTheOtherInTheirOrder() {
        List<Tab> tabs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tabs.add(tab());
        }
        for (int i = 0; i < 5; i++) {
            assertThat(tabs.stream().filter(Tab::hasTurn)).hasSize(i + 1);
            tabs.get(i).begins().turn().succeeded();
            tabs.get(i).turn().giveBack();
        }
        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
    }

    @Test
    void otherUsersAndOtherDevicesDoNotWait() {
        Tab first = tab();
        Tab other = tab(UUID.randomUUID(), ROUTER);
        Tab elsewhere = tab(anna, new DeviceAddress("router.example.net", 2222));

        assertThat(other.hasTurn()).isTrue();
        assertThat(elsewhere.hasTurn()).isTrue();
        List.of(first, other, elsewhere).forEach(tab -> tab.turn().giveBack());
    }

    @Test
    void whenTheFirstFailsTheOthersAreRefusedWithoutBotheringTheDevice() {
        Tab first = tab();
        Tab second = tab();
        Tab third = tab();

        first.begins().turn().giveBack();

        for (Tab waiting : List.of(second, third)) {
            assertThat(waiting.isRefused()).isTrue();
            assertThatThrownBy(waiting.granted()::join)
                    .hasCauseInstanceOf(TerminalRefusedException.class)
                    .hasMessageContaining("The last login to this device failed. Wait 3 seconds");
            waiting.turn().giveBack();
        }
        assertThatThrownBy(() -> logins.refuseDuringPause(anna, ROUTER)).isInstanceOf(TerminalRefusedException.class);
        pass(Duration.ofMillis(2001));
        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
    }

    @Test
    void whoComesToTheGateDuringAPauseIsRefused() {
        fail();

        assertThat(tab().isRefused()).isTrue();
        assertThat(tab(anna, new DeviceAddress("ROUTER.example.net", 22)).isRefused())
                .isTrue();
        Tab other = tab(UUID.randomUUID(), ROUTER);
        assertThat(other.hasTurn()).isTrue();
        other.turn().giveBack();
    }

    @Test
    void eachFailureMakesThePauseLongerUpToAMinuteAndASuccessEndsIt() {
        for (int seconds : new int[] {2, 4, 8, 16, 32, 60, 60}) {
            fail();
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            assertThat(tab().isRefused()).isTrue();
            pass(Duration.ofMillis(2));
        }
        tab().begins().turn().succeeded();
        fail();
        pass(Duration.ofMillis(2001));
        fail();
    }

    @Test
    void failuresAreForgottenAfterTenMinutes() {
        fail();
        pass(Duration.ofMinutes(1));
        fail();
        pass(Duration.ofMinutes(11));
        fail();
        pass(Duration.ofMillis(2001));

        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
    }

    @Test
    void whoLeavesBeforeTheLoginBeginsCountsForNothing() {
        Tab granted = tab();
        Tab waiting = tab();
        Tab last = tab();

        waiting.turn().giveBack();
        granted.turn().giveBack();

        assertThat(waiting.granted()).isNotDone();
        assertThat(last.hasTurn()).isTrue();
        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
        last.turn().giveBack();
    }

    @Test
    void aTurnThatWasGivenBackTakesNoPlace() {
        LoginGate.Turn turn = logins.gate(anna, ROUTER).turn();
        turn.giveBack();

        assertThat(turn.take().toCompletableFuture()).isNotDone();

        turn.begun();
        turn.succeeded();
        turn.giveBack();
        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
    }

    @Test
    void givingBackAfterSuccessOrTwiceChangesNothing() {
        Tab succeeded = tab();
        succeeded.begins().turn().succeeded();
        succeeded.turn().giveBack();
        Tab failed = tab().begins();
        failed.turn().giveBack();
        failed.turn().giveBack();
        pass(Duration.ofMillis(2001));

        assertThatCode(() -> logins.refuseDuringPause(anna, ROUTER)).doesNotThrowAnyException();
    }

    @Test
    void ofManyThreadsOneHasTheTurn() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch over = new CountDownLatch(2000);
        for (int i = 0; i < 2000; i++) {
            Thread.ofVirtual().start(() -> {
                LoginGate.Turn turn = logins.gate(anna, ROUTER).turn();
                if (ThreadLocalRandom.current().nextInt(4) == 0) {
                    turn.take();
                    turn.giveBack();
                    over.countDown();
                    return;
                }
                turn.take().thenRunAsync(() -> {
                    turn.begun();
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.yield();
                    now.decrementAndGet();
                    turn.succeeded();
                    over.countDown();
                });
            });
        }
        over.await();
        assertThat(most).hasValue(1);
    }
}
