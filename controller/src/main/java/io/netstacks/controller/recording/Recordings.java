package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.terminal.SessionRecorder;
import io.netstacks.controller.terminal.TerminalSize;
import java.util.Collection;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Keeps what sessions show. One for the process. */
public class Recordings {

    private final DatabaseClient database;
    private final ChunkWriter writer;
    private final Leftovers leftovers;
    private final boolean recordsInput;

    Recordings(DatabaseClient database, ChunkWriter writer, Leftovers leftovers, boolean recordsInput) {
        this.database = database;
        this.writer = writer;
        this.leftovers = leftovers;
        this.recordsInput = recordsInput;
    }

    /** The policy: whether what users type is recorded too (RECORD_INPUT). */
    public boolean recordsInput() {
        return recordsInput;
    }

    /**
     * Begins the recording of a session that {@code ownership} was just given for; its time runs from here on.
     *
     * @param name what people see in the list, for example the device's name
     * @param listener called on the recordings' thread; must not block. Stored is what a crash of this process does not cost: in the database, or on disk while
     *     the database is away. It follows the output by up to a second, in steps of up to 256 KiB: a session that lets less than 1 MiB be unstored slows itself down
     * @return fails when the database does not answer, or when the session is not open under {@code ownership}
     */
    public Mono<OpenRecording> start(
            Ownership ownership,
            UUID userId,
            String name,
            TerminalSize size,
            boolean recordInput,
            SessionRecorder.StoredListener listener) {
        UUID id = UUID.randomUUID();
        return database.sql("""
                        insert into recording (id, session_id, user_id, name, columns, rows, started_at)
                        select :id, session.id, :user, :name, :columns, :rows, now()
                        from session
                        where session.id = :session and owner = :owner and epoch = :epoch and ended_at is null
                        """)
                .bind("id", id)
                .bind("session", ownership.session().value())
                .bind("owner", ownership.owner().value())
                .bind("epoch", ownership.epoch())
                .bind("user", userId)
                .bind("name", name)
                .bind("columns", size.columns())
                .bind("rows", size.rows())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException(
                        "Session " + ownership.session() + " is not open under epoch " + ownership.epoch())))
                .map(row -> {
                    LiveRecording recording = new LiveRecording(id, ownership, recordInput, listener, writer);
                    writer.began(recording);
                    return recording;
                });
    }

    /**
     * Brings into the database what killed processes of this data folder left in their spools. To be called before their sessions are closed: afterwards it would be refused.
     *
     * @return the number of chunks and ends that were stored
     */
    public Mono<Long> drainLeftovers() {
        return leftovers.drain();
    }

    /**
     * Closes the recordings that dead instances left open: status interrupted, as long as their last chunk says.
     *
     * @param deadOwners instance ids
     * @return how many there were
     */
    public Mono<Long> interruptOrphans(Collection<String> deadOwners) {
        if (deadOwners.isEmpty()) {
            return Mono.just(0L);
        }
        return database.sql("""
                        update recording
                        set status = 'interrupted',
                            duration_ms = coalesce(played.duration_ms, 0),
                            output_bytes = coalesce(played.output_bytes, 0),
                            updated_at = now()
                        from recording orphan
                        join session on session.id = orphan.session_id and session.owner in (:owners)
                        left join lateral (
                            select end_ms as duration_ms, end_offset as output_bytes
                            from recording_chunk where recording_id = orphan.id order by seq desc limit 1
                        ) played on true
                        where orphan.status = 'recording' and recording.id = orphan.id
                        """).bind("owners", deadOwners).fetch().rowsUpdated();
    }
}
