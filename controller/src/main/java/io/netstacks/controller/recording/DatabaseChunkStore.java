package io.netstacks.controller.recording;

import io.netstacks.controller.recording.Entry.Chunk;
import io.netstacks.controller.recording.Entry.End;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Chunks in PostgreSQL. Every write checks and locks the session's row against a change of owner until it is committed: either the new owner sees the
 * chunk, or the chunk is refused.
 */
class DatabaseChunkStore implements ChunkStore {

    /**
     * {@code duration_ms} and the like follow a live recording this roughly only; the chunks are exact, and so is the row once the recording is over. Every
     * update of a row is dead space in the table until vacuum.
     */
    private static final String CHUNKS = """
            with incoming (n, recording_id, session_id, owner, epoch, seq, start_offset, end_offset, start_ms, end_ms, data) as (
                values %s
            ), owned as (
                select incoming.*
                from incoming
                join session on session.id = incoming.session_id
                    and session.owner = incoming.owner
                    and session.epoch = incoming.epoch
                    and session.ended_at is null
                join recording on recording.id = incoming.recording_id
                for share of session
            ), stored as (
                insert into recording_chunk (recording_id, seq, start_offset, end_offset, start_ms, end_ms, data)
                select recording_id, seq, start_offset, end_offset, start_ms, end_ms, data from owned
                on conflict (recording_id, seq) do nothing
            ), followed as (
                update recording
                set duration_ms = greatest(recording.duration_ms, newest.end_ms),
                    output_bytes = greatest(recording.output_bytes, newest.end_offset),
                    updated_at = now()
                from (select recording_id, max(end_ms) as end_ms, max(end_offset) as end_offset from owned group by recording_id) newest
                where recording.id = newest.recording_id
                and recording.updated_at < now() - interval '5 seconds'
            )
            select n from owned
            """;

    private static final String CHUNK_ROW =
            "(%d, $%d::uuid, $%d::uuid, $%d::text, $%d::bigint, $%d::bigint, $%d::bigint, $%d::bigint, $%d::bigint, $%d::bigint, $%d::bytea)";
    private static final int CHUNK_COLUMNS = 10;

    private static final String ENDS = """
            with incoming (n, recording_id, session_id, owner, epoch, duration_ms, output_bytes) as (
                values %s
            ), owned as (
                select incoming.*
                from incoming
                join session on session.id = incoming.session_id
                    and session.owner = incoming.owner
                    and session.epoch = incoming.epoch
                    and session.ended_at is null
                join recording on recording.id = incoming.recording_id
                for share of session
            ), completed as (
                update recording
                set status = 'complete', duration_ms = owned.duration_ms, output_bytes = owned.output_bytes, updated_at = now()
                from owned
                where recording.id = owned.recording_id and recording.status = 'recording'
            )
            select n from owned
            """;

    private static final String END_ROW =
            "(%d, $%d::uuid, $%d::uuid, $%d::text, $%d::bigint, $%d::bigint, $%d::bigint)";
    private static final int END_COLUMNS = 6;

    /** By number of rows; made when first used. */
    private final AtomicReferenceArray<String> chunkStatements = new AtomicReferenceArray<>(MAX_BATCH_ENTRIES + 1);

    private final AtomicReferenceArray<String> endStatements = new AtomicReferenceArray<>(MAX_BATCH_ENTRIES + 1);

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    DatabaseChunkStore(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public Mono<BitSet> store(List<Entry> entries) {
        List<Integer> chunks = indexes(entries, Chunk.class);
        List<Integer> ends = indexes(entries, End.class);
        Flux<Integer> owned;
        if (ends.isEmpty()) {
            owned = storeChunks(entries, chunks);
        } else if (chunks.isEmpty()) {
            owned = complete(entries, ends);
        } else {
            owned = storeChunks(entries, chunks)
                    .concatWith(complete(entries, ends))
                    .as(transaction::transactional);
        }
        return owned.collect(BitSet::new, BitSet::set).timeout(TIMEOUT);
    }

    private Flux<Integer> storeChunks(List<Entry> entries, List<Integer> indexes) {
        List<Object> parameters = new ArrayList<>(indexes.size() * CHUNK_COLUMNS);
        for (int index : indexes) {
            Chunk chunk = (Chunk) entries.get(index);
            addOwnership(parameters, chunk);
            parameters.add(chunk.seq());
            parameters.add(chunk.startOffset());
            parameters.add(chunk.endOffset());
            parameters.add(chunk.startMicros() / 1000);
            parameters.add(chunk.endMicros() / 1000);
            parameters.add(chunk.data());
        }
        return positions(
                database.sql(statement(chunkStatements, CHUNKS, CHUNK_ROW, CHUNK_COLUMNS, indexes.size()))
                        .bindValues(parameters),
                indexes);
    }

    private Flux<Integer> complete(List<Entry> entries, List<Integer> indexes) {
        List<Object> parameters = new ArrayList<>(indexes.size() * END_COLUMNS);
        for (int index : indexes) {
            End end = (End) entries.get(index);
            addOwnership(parameters, end);
            parameters.add(end.endMicros() / 1000);
            parameters.add(end.endOffset());
        }
        return positions(
                database.sql(statement(endStatements, ENDS, END_ROW, END_COLUMNS, indexes.size()))
                        .bindValues(parameters),
                indexes);
    }

    private static void addOwnership(List<Object> parameters, Entry entry) {
        parameters.add(entry.recording());
        parameters.add(entry.ownership().session().value());
        parameters.add(entry.ownership().owner().value());
        parameters.add(entry.ownership().epoch());
    }

    /** A statement numbers its own rows; this gives their indexes in the batch. */
    private static Flux<Integer> positions(GenericExecuteSpec statement, List<Integer> indexes) {
        return statement.map(row -> indexes.get(row.get(0, Integer.class))).all();
    }

    private static List<Integer> indexes(List<Entry> entries, Class<? extends Entry> kind) {
        return IntStream.range(0, entries.size())
                .filter(index -> kind.isInstance(entries.get(index)))
                .boxed()
                .toList();
    }

    private static String statement(
            AtomicReferenceArray<String> made, String statement, String row, int columns, int rows) {
        String known = made.get(rows);
        if (known == null) {
            known = statement.formatted(IntStream.range(0, rows)
                    .mapToObj(n -> row.formatted(numbers(n, columns)))
                    .collect(Collectors.joining(",\n")));
            made.set(rows, known);
        }
        return known;
    }

    /** The row's number, then its parameters' numbers from 1 on. */
    private static Object[] numbers(int row, int columns) {
        return IntStream.rangeClosed(0, columns)
                .mapToObj(column -> column == 0 ? row : row * columns + column)
                .toArray();
    }
}
