package io.netstacks.controller.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is dead, judged by one observer on its own monotonic clock (design §8.1): no wall clock of any machine is compared.
 *
 * <ol>
 *   <li>An owner of sessions that has no registration has deregistered: dead.
 *   <li>An owner at this instance's own address cannot be listening there any more; once its beats stood still for {@code settling}, it is dead.
 *   <li>Any other is dead once its beats stood still for the stale TTL.
 *   <li>An observer that could not look for a while, because the database was away from it, saw nobody stand still: it starts to count anew.
 * </ol>
 *
 * Remembers what it saw; not for use by several threads at once.
 */
final class Liveness {

    /** @param beats null when the owner is not registered */
    record Sighting(
            String owner,
            @Nullable String address,
            @Nullable Long beats) {}

    private record Seen(long beats, long sinceNanos) {}

    private final Duration staleTtl;
    private final Duration settling;
    private Map<String, Seen> seen = new HashMap<>();
    private long lastLookNanos;

    Liveness(Duration staleTtl, Duration settling) {
        this.staleTtl = staleTtl;
        this.settling = settling;
    }

    /** The owners among {@code sightings} that are dead now. */
    List<String> dead(Collection<Sighting> sightings, String ownAddress, long nowNanos) {
        if (nowNanos - lastLookNanos > 2 * settling.toNanos()) {
            seen = new HashMap<>();
        }
        lastLookNanos = nowNanos;
        Map<String, Seen> next = new HashMap<>();
        List<String> dead = sightings.stream()
                .filter(sighting -> isDead(sighting, ownAddress, nowNanos, next))
                .map(Sighting::owner)
                .toList();
        seen = next;
        return dead;
    }

    private boolean isDead(Sighting sighting, String ownAddress, long nowNanos, Map<String, Seen> next) {
        if (sighting.beats() == null) {
            return true;
        }
        Seen before = seen.get(sighting.owner());
        Seen now = before != null && before.beats() == sighting.beats() ? before : new Seen(sighting.beats(), nowNanos);
        next.put(sighting.owner(), now);
        Duration still = Duration.ofNanos(nowNanos - now.sinceNanos());
        Duration limit = ownAddress.equals(sighting.address()) ? settling : staleTtl;
        return still.compareTo(limit) >= 0;
    }
}
