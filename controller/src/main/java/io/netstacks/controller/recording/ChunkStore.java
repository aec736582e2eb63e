package io.netstacks.controller.recording;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where chunks end up. */
interface ChunkStore {

    /** A batch is one statement: these bound its size, so that neither side holds much for it. */
    int MAX_BATCH_ENTRIES = 64;

    int MAX_BATCH_BYTES = 1024 * 1024;

    /** After this a batch counts as failed: the database may be frozen. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Stores the entries, all or none. Those that are stored already stay as they are, so a batch can be repeated.
     *
     * @return the indexes of the entries whose session is still open under their ownership; the others were not written, now or ever
     */
    Mono<BitSet> store(List<Entry> entries);
}
