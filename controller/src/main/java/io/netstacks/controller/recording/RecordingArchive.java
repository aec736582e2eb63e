package io.netstacks.controller.recording;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Recordings as they are in the database. */
@Component
class RecordingArchive {

    /** At most 2 MiB of device output: what one download holds. */
    private static final int PAGE_CHUNKS = 8;

    private static final String COLUMNS =
            "id, session_id, user_id, name, columns, rows, duration_ms, status, output_bytes, started_at, updated_at";

    private final DatabaseClient database;

    RecordingArchive(DatabaseClient database) {
        this.database = database;
    }

    @SuppressWarnings("ArrayRecordComponent")
    record StoredChunk(long seq, long startMs, long endMs, byte[] data) {}

    /**
     * Newest first.
     *
     * @param user whose recordings, or null for everybody's
     */
    Mono<List<Recording>> list(@Nullable UUID user, int limit, long offset) {
        GenericExecuteSpec query = user == null
                ? database.sql("select " + COLUMNS
                        + " from recording order by started_at desc, id limit :limit offset :offset")
                : database.sql(
                                "select " + COLUMNS
                                        + " from recording where user_id = :user order by started_at desc, id limit :limit offset :offset")
                        .bind("user", user);
        return query.bind("limit", limit)
                .bind("offset", offset)
                .map(RecordingArchive::recording)
                .all()
                .collectList();
    }

    Mono<Recording> find(UUID id) {
        return database.sql("select " + COLUMNS + " from recording where id = :id")
                .bind("id", id)
                .map(RecordingArchive::recording)
                .one();
    }

    /** All that is stored by the time the reader gets there, in order; fetched as the reader goes, without holding a connection meanwhile. */
    Flux<StoredChunk> chunks(UUID recording) {
        return page(recording, -1)
                .expand(page -> page.size() < PAGE_CHUNKS
                        ? Mono.empty()
                        : page(recording, page.getLast().seq()))
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<StoredChunk>> page(UUID recording, long after) {
        return database.sql("""
                        select seq, start_ms, end_ms, data from recording_chunk
                        where recording_id = :recording and seq > :after
                        order by seq limit :limit
                        """)
                .bind("recording", recording)
                .bind("after", after)
                .bind("limit", PAGE_CHUNKS)
                .map(row -> new StoredChunk(
                        get(row, "seq", Long.class),
                        get(row, "start_ms", Long.class),
                        get(row, "end_ms", Long.class),
                        get(row, "data", byte[].class)))
                .all()
                .collectList();
    }

    private static Recording recording(Readable row) {
        UUID id = get(row, "id", UUID.class);
        return new Recording(
                id,
                get(row, "session_id", UUID.class),
                get(row, "user_id", UUID.class),
                get(row, "name", String.class),
                get(row, "columns", Integer.class),
                get(row, "rows", Integer.class),
                get(row, "duration_ms", Long.class),
                "recordings/" + id,
                get(row, "status", String.class),
                get(row, "output_bytes", Long.class),
                get(row, "started_at", Instant.class).truncatedTo(ChronoUnit.MILLIS),
                get(row, "updated_at", Instant.class).truncatedTo(ChronoUnit.MILLIS));
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type));
    }
}
