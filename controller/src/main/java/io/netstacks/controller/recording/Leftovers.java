package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/** The spools that processes left behind when they were killed, brought into the database under the ownership that each entry was recorded under. */
class Leftovers {

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private final Path dataDir;
    private final InstanceId self;
    private final ChunkStore store;

    Leftovers(Path dataDir, InstanceId self, ChunkStore store) {
        this.dataDir = dataDir;
        this.self = self;
        this.store = store;
    }

    /** Empties and removes them; spools of running processes are left alone. Gives the number of entries that were stored. After an error all that is left can be drained again. */
    Mono<Long> drain() {
        return Flux.defer(this::abandoned)
                .concatMap(this::drain, 1)
                .reduce(0L, Long::sum)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Flux<SpoolFolder> abandoned() {
        try {
            return Flux.fromIterable(SpoolFolder.abandoned(dataDir, self));
        } catch (IOException e) {
            return Flux.error(e);
        }
    }

    private Mono<Long> drain(SpoolFolder folder) {
        return Flux.using(() -> Spool.leftIn(folder), this::entries, Spool::close)
                .reduce(0L, Long::sum)
                .doOnNext(count ->
                        log.info("{}: {} entries of recordings brought into the database", folder.path(), count));
    }

    /** How many entries of each batch were stored. */
    private Flux<Long> entries(Spool spool) {
        return Flux.<List<Entry>>generate(batches -> next(spool, batches))
                .concatMap(
                        batch -> store.store(batch)
                                .publishOn(Schedulers.boundedElastic())
                                .map(owned -> {
                                    taken(spool);
                                    if (owned.cardinality() < batch.size()) {
                                        log.warn(
                                                "{} of {} spooled entries belong to sessions that are over or have another owner by now, and are left out",
                                                batch.size() - owned.cardinality(),
                                                batch.size());
                                    }
                                    return (long) owned.cardinality();
                                }),
                        0);
    }

    private static void next(Spool spool, SynchronousSink<List<Entry>> batches) {
        try {
            List<Entry> entries = spool.oldest();
            if (entries.isEmpty()) {
                batches.complete();
            } else {
                batches.next(entries);
            }
        } catch (IOException e) {
            batches.error(e);
        }
    }

    private static void taken(Spool spool) {
        try {
            spool.taken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
