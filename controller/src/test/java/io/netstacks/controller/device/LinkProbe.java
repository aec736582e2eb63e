package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceEvent.Ended;
import io.netstacks.controller.terminal.DeviceEvent.InputTaken;
import io.netstacks.controller.terminal.DeviceEvent.Output;
import io.netstacks.controller.terminal.DeviceLink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Takes what a link reports, checks the contract's rules on the way, and types. */
final class LinkProbe implements Consumer<DeviceEvent> {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<Ended> ends = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private volatile long received;
    private volatile long inputTaken;
    private volatile DeviceLink link;
    private volatile boolean granting = true;

    /** Grants what was used up, once it has a link. */
    LinkProbe() {}

    static LinkProbe withoutGrants() {
        LinkProbe probe = new LinkProbe();
        probe.granting = false;
        return probe;
    }

    LinkProbe attach(DeviceLink link) {
        this.link = link;
        if (granting) {
            link.grant(1 << 20);
        }
        return this;
    }

    DeviceLink link() {
        return link;
    }

    @Override
    public synchronized void accept(DeviceEvent event) {
        if (!ends.isEmpty()) {
            violations.add("after the end: " + event);
        }
        switch (event) {
            case Output(long offset, byte[] bytes) -> {
                if (offset != received) {
                    violations.add("output at " + offset + " after " + received + " bytes");
                }
                output.writeBytes(bytes);
                received += bytes.length;
                if (granting) {
                    link.grant(bytes.length);
                }
            }
            case InputTaken(long offset) -> {
                if (offset <= inputTaken) {
                    violations.add("input taken " + offset + " after " + inputTaken);
                }
                inputTaken = offset;
            }
            case Ended end -> ends.add(end);
        }
    }

    void type(String text) {
        link.write(text.getBytes(StandardCharsets.UTF_8));
    }

    long received() {
        return received;
    }

    long inputTaken() {
        return inputTaken;
    }

    synchronized byte[] bytes() {
        return output.toByteArray();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    void awaitText(String expected) {
        Awaitility.await("the device shows " + expected)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(text()).contains(expected));
    }

    Ended awaitEnd() {
        Awaitility.await("the end")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !ends.isEmpty());
        assertThat(ends).hasSize(1);
        assertThat(violations).isEmpty();
        return ends.getFirst();
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }

    List<String> violations() {
        return violations;
    }
}
