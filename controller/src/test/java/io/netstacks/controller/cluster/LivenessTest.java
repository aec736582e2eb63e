package io.netstacks.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.cluster.Liveness.Sighting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final String HERE = "host-a:3000";

    private final Liveness liveness = new Liveness(Duration.ofSeconds(30), Duration.ofSeconds(7));

    @Test
    void anOwnerWhoseBeatsStandStillForTheTtlIsDeadAndNotBefore() {
        Sighting other = new Sighting("ctrl-00000001", "host-b:3000", 5L);
        assertThat(dead(0, other)).isEmpty();
        assertThat(dead(10, other)).isEmpty();
        assertThat(dead(20, other)).isEmpty();
        assertThat(dead(29, other)).isEmpty();
        assertThat(dead(30, other)).containsExactly("ctrl-00000001");
    }

    @Test
    void anyBeatStartsTheTtlAgain() {
        assertThat(dead(0, new Sighting("ctrl-00000001", "host-b:3000", 5L))).isEmpty();
        for (int seconds = 10; seconds < 40; seconds += 10) {
            assertThat(dead(seconds, new Sighting("ctrl-00000001", "host-b:3000", 6L)))
                    .isEmpty();
        }
        assertThat(dead(40, new Sighting("ctrl-00000001", "host-b:3000", 6L))).hasSize(1);
    }

    @Test
    void whoeverWasAtOurOwnAddressIsDeadAsSoonAsItsBeatsSettle() {
        Sighting predecessor = new Sighting("ctrl-00000002", HERE, 9L);
        assertThat(dead(0, predecessor)).isEmpty();
        assertThat(dead(6, predecessor)).isEmpty();
        assertThat(dead(7, predecessor)).containsExactly("ctrl-00000002");
    }

    @Test
    void anOwnerWithoutRegistrationIsDeadAtOnce() {
        assertThat(dead(0, new Sighting("ctrl-00000003", null, null))).containsExactly("ctrl-00000003");
    }

    @Test
    void anObserverThatDidNotLookForLongStartsToCountWhenItLooksAgain() {
        dead(0, new Sighting("ctrl-00000001", "host-b:3000", 5L));
        assertThat(dead(100, new Sighting("ctrl-00000001", "host-b:3000", 5L))).isEmpty();
    }

    private List<String> dead(long seconds, Sighting... sightings) {
        return liveness.dead(
                List.of(sightings), HERE, Duration.ofSeconds(seconds).toNanos());
    }
}
