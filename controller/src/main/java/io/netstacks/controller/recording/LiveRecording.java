package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.Entry.Chunk;
import io.netstacks.controller.recording.Entry.End;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.terminal.TerminalSize;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One recording from the session's side, which only notes the time and passes on, and from the writer's, which fills the chunks. While the session is quiet it holds
 * neither a buffer nor a timer.
 */
final class LiveRecording implements OpenRecording {

    private static final Logger log = LoggerFactory.getLogger(LiveRecording.class);

    private final UUID id;
    private final Ownership ownership;
    private final boolean recordsInput;
    private final StoredListener listener;
    private final ChunkWriter writer;
    /** On the writer's clock. */
    private final long startedNanos;

    private final Sinks.Empty<Void> closed = Sinks.empty();

    // From here on: the writer's thread only.

    /** The chunk being filled, if anything happened since the last one. */
    private ChunkFormat.@Nullable Builder open;

    private long openedMicros;
    private long lastMicros;
    private long nextSeq;
    /** Output before the open chunk. */
    private long startOffset;
    /** Output so far. */
    private long endOffset;

    private long storedOffset;
    private boolean isLost;

    LiveRecording(UUID id, Ownership ownership, boolean recordsInput, StoredListener listener, ChunkWriter writer) {
        this.id = id;
        this.ownership = ownership;
        this.recordsInput = recordsInput;
        this.listener = listener;
        this.writer = writer;
        this.startedNanos = writer.now();
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public void output(long offset, byte[] bytes) {
        if (bytes.length > 0) {
            writer.happened(this, Kind.OUTPUT, bytes);
        }
    }

    @Override
    public void input(byte[] bytes) {
        if (recordsInput) {
            writer.happened(this, Kind.INPUT, bytes);
        }
    }

    @Override
    public void resize(TerminalSize size) {
        writer.happened(this, Kind.RESIZE, RecordedEvent.bytes(size));
    }

    @Override
    public void end() {
        writer.ended(this);
    }

    @Override
    public Mono<Void> closed() {
        return closed.asMono();
    }

    Ownership ownership() {
        return ownership;
    }

    boolean isLost() {
        return isLost;
    }

    boolean isOpen() {
        return open != null;
    }

    /** When the first event of the open chunk happened, on the writer's clock. */
    long openedNanos() {
        return startedNanos + openedMicros * 1000;
    }

    /** Adds what fits of an event into the open chunk, opening one where there is none, and returns how much that was. */
    int add(Kind kind, long atNanos, byte[] bytes, int from) {
        long micros = (atNanos - startedNanos) / 1000;
        if (open == null) {
            open = new ChunkFormat.Builder(writer.buffers());
            openedMicros = micros;
        }
        int taken = open.add(kind, micros, bytes, from);
        lastMicros = micros;
        if (kind == Kind.OUTPUT) {
            endOffset += taken;
        }
        return taken;
    }

    boolean isFull() {
        return open != null && open.isFull();
    }

    /** Closes the open chunk; there must be one. */
    Chunk close(Compressor compressor) {
        ChunkFormat.Builder full = Objects.requireNonNull(open);
        Chunk chunk = new Chunk(
                id, ownership, nextSeq++, startOffset, endOffset, openedMicros, lastMicros, full.build(compressor));
        open = null;
        startOffset = endOffset;
        return chunk;
    }

    End ended(long atNanos) {
        return new End(id, ownership, endOffset, (atNanos - startedNanos) / 1000);
    }

    void stored(Entry entry) {
        if (entry instanceof Chunk chunk && chunk.endOffset() > storedOffset) {
            storedOffset = chunk.endOffset();
            try {
                listener.stored(storedOffset);
            } catch (RuntimeException e) {
                log.error("Recording {}: the session failed on hearing what is stored", id, e);
            }
        }
    }

    void lost() {
        isLost = true;
        open = null;
        completed();
    }

    void completed() {
        closed.tryEmitEmpty();
    }
}
