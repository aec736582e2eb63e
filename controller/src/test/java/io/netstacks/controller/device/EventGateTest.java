package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceEvent.Ended;
import io.netstacks.controller.terminal.DeviceEvent.InputTaken;
import io.netstacks.controller.terminal.DeviceEvent.Output;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventGateTest {

    private final List<String> told = new ArrayList<>();
    private final EventGate gate = new EventGate(event -> told.add(text(event)));

    private static String text(DeviceEvent event) {
        return switch (event) {
            case Output(long offset, byte[] bytes) -> offset + ":" + new String(bytes, StandardCharsets.US_ASCII);
            case InputTaken(long offset) -> "taken " + offset;
            case Ended(String message, Integer status) -> message + " " + status;
        };
    }

    private static Output output(long offset, String text) {
        return new Output(offset, text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void outputWaitsForCreditAndIsCutWhereItEnds() {
        gate.tell(output(0, "hello"));
        assertThat(told).isEmpty();

        gate.grant(2);
        assertThat(told).containsExactly("0:he");

        gate.tell(output(5, " world"));
        gate.grant(5);
        assertThat(told).containsExactly("0:he", "2:llo", "5: w");

        gate.grant(Long.MAX_VALUE);
        assertThat(told).endsWith("7:orld");
    }

    @Test
    void gatheredOutputIsToldAsOneEventAndBeforeAnyOther() {
        gate.grant(Long.MAX_VALUE);
        gather("he");
        gather("llo");
        assertThat(told).isEmpty();

        gate.flush();
        gate.flush();
        gather(" ");
        gather("world");
        gate.tell(new InputTaken(1));
        gather("!");
        gate.tell(new Ended("over", 0));

        assertThat(told).containsExactly("0:hello", "5: world", "taken 1", "11:!", "over 0");
    }

    @Test
    void noMoreIsGatheredThanFitsABatch() {
        List<Output> outputs = new ArrayList<>();
        EventGate counting = new EventGate(event -> outputs.add((Output) event));
        counting.grant(Long.MAX_VALUE);
        byte[] packet = new byte[20 * 1024];
        IntStream.range(0, 8).forEach(i -> counting.gather(packet, 0, packet.length));
        counting.flush();

        assertThat(outputs)
                .extracting(output -> output.offset() / packet.length, output -> output.bytes().length / packet.length)
                .containsExactly(tuple(0L, 3), tuple(3L, 3), tuple(6L, 2));
    }

    private void gather(String text) {
        byte[] data = ("..." + text + "..").getBytes(StandardCharsets.US_ASCII);
        gate.gather(data, 3, text.length());
    }

    @Test
    void theEndWaitsForOutputAndComesOnce() {
        gate.tell(output(0, "last"));
        gate.tell(new Ended("over", 0));
        gate.tell(new Ended("again", 1));
        assertThat(told).isEmpty();

        gate.grant(4);
        gate.tell(new InputTaken(3));

        assertThat(told).containsExactly("0:last", "over 0");
    }

    @Test
    void whoClosesDoesNotWaitForCredit() {
        gate.grant(1);
        gate.tell(output(0, "last"));
        gate.tell(new Ended("over", null));

        gate.discardUngranted();

        assertThat(told).containsExactly("0:l", "over null");
    }

    @Test
    void takenInputNeverGoesBack() {
        gate.tell(new InputTaken(5));
        gate.tell(new InputTaken(3));
        gate.tell(new InputTaken(9));

        assertThat(told).containsExactly("taken 5", "taken 9");
    }

    @Test
    void aReceiverThatFailsHearsTheNextEvent() {
        List<DeviceEvent> heard = new ArrayList<>();
        EventGate failing = new EventGate(event -> {
            heard.add(event);
            throw new IllegalStateException("receiver");
        });

        failing.tell(new InputTaken(1));
        failing.tell(new InputTaken(2));

        assertThat(heard).hasSize(2);
    }

    @Test
    void manyThreadsAreHeardOneAtATimeAndNothingIsLost() throws Exception {
        AtomicBoolean inside = new AtomicBoolean();
        List<DeviceEvent> heard = new ArrayList<>();
        List<String> overlaps = new ArrayList<>();
        EventGate shared = new EventGate(event -> {
            if (!inside.compareAndSet(false, true)) {
                overlaps.add("overlap");
            }
            heard.add(event);
            inside.set(false);
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            IntStream.range(0, 20_000)
                    .forEach(i -> threads.execute(() -> {
                        if (i % 2 == 0) {
                            shared.tell(new Output(0, new byte[1]));
                        } else {
                            shared.grant(1);
                        }
                    }));
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(overlaps).isEmpty();
        assertThat(heard).hasSize(10_000);
    }
}
