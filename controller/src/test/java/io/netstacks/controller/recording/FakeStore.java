package io.netstacks.controller.recording;

import io.netstacks.controller.recording.Entry.Chunk;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A database that a test answers for: batches wait until {@link #answer} or {@link #fail}, unless it answers by itself. */
final class FakeStore implements ChunkStore {

    final List<List<Entry>> batches = new ArrayList<>();
    final List<Entry> stored = new ArrayList<>();
    boolean answersByItself = true;
    boolean refuses;
    private Sinks.One<BitSet> pending;

    @Override
    public Mono<BitSet> store(List<Entry> entries) {
        batches.add(entries);
        pending = Sinks.one();
        if (answersByItself) {
            answer();
        }
        return pending.asMono();
    }

    boolean isAsked() {
        return pending != null && pending.currentSubscriberCount() > 0;
    }

    void answer() {
        BitSet owned = new BitSet();
        if (!refuses) {
            stored.addAll(batches.getLast());
            owned.set(0, batches.getLast().size());
        }
        pending.tryEmitValue(owned);
    }

    void fail() {
        pending.tryEmitError(new IllegalStateException("the test's database is away"));
    }

    /** As the table's primary key makes it: once each, by number. */
    TreeMap<Long, Chunk> chunks(UUID recording) {
        TreeMap<Long, Chunk> chunks = new TreeMap<>();
        for (Entry entry : stored) {
            if (entry instanceof Chunk chunk && chunk.recording().equals(recording)) {
                chunks.putIfAbsent(chunk.seq(), chunk);
            }
        }
        return chunks;
    }

    byte[] output(UUID recording) throws CorruptChunkException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        for (Chunk chunk : chunks(recording).values()) {
            for (RecordedEvent event : ChunkFormat.decode(chunk.data())) {
                if (event.kind() == Kind.OUTPUT) {
                    output.writeBytes(event.bytes());
                }
            }
        }
        return output.toByteArray();
    }
}
