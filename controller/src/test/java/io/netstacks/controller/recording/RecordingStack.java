package io.netstacks.controller.recording;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.RecordedEvent.Kind;
import io.netstacks.controller.storage.ProductPool;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.SessionRecorder.StoredListener;
import io.netstacks.controller.terminal.TerminalSize;
import io.r2dbc.pool.ConnectionPool;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Everything that one instance has of recordings, put together as Spring does it, on a real database. */
final class RecordingStack implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final InstanceId self;
    final DatabaseClient database;
    final ChunkStore store;
    final ChunkWriter writer;
    final Recordings recordings;
    final RecordingArchive archive;
    final List<Ownership> lost = new CopyOnWriteArrayList<>();
    private final ConnectionPool pool;

    RecordingStack(int port, String databaseName, InstanceId self, Path dataDir, long spoolMaxBytes) throws Exception {
        this.self = self;
        pool = ProductPool.open("postgres://postgres:postgres@127.0.0.1:" + port + "/" + databaseName, 5);
        database = DatabaseClient.create(pool);
        store = new DatabaseChunkStore(database, TransactionalOperator.create(new R2dbcTransactionManager(pool)));
        writer = new ChunkWriter(
                        store,
                        new Spool(SpoolFolder.create(dataDir, self), spoolMaxBytes),
                        lost::add,
                        Compression.best(),
                        System::nanoTime)
                .start();
        recordings = new Recordings(database, writer, new Leftovers(dataDir, self, store), false);
        archive = new RecordingArchive(database);
    }

    Ownership openSession(UUID user) {
        SessionId session = SessionId.random();
        database.sql("""
                        insert into session (id, user_id, device_name, host, port, owner, owner_address, resume_token_hash)
                        values (:id, :user, 'core-sw', '192.0.2.1', 22, :owner, 'here', :token)
                        """)
                .bind("id", session.value())
                .bind("user", user)
                .bind("owner", self.value())
                .bind("token", session.toString().getBytes())
                .then()
                .block(PATIENCE);
        return new Ownership(session, self, 1);
    }

    UUID user() {
        UUID id = UUID.randomUUID();
        database.sql("insert into users (id, username, password_hash) values (:id, :name, '-')")
                .bind("id", id)
                .bind("name", id.toString())
                .then()
                .block(PATIENCE);
        return id;
    }

    OpenRecording start(Ownership ownership, UUID user, StoredListener listener) {
        return recordings
                .start(ownership, user, "core-sw", new TerminalSize(80, 24), false, listener)
                .block(PATIENCE);
    }

    /** A recording of a session of its own. */
    OpenRecording start(AtomicLong stored) {
        UUID user = user();
        return start(openSession(user), user, stored::set);
    }

    void sql(String statement) {
        database.sql(statement).then().block(PATIENCE);
    }

    Recording find(UUID recording) {
        return archive.find(recording).block(PATIENCE);
    }

    List<RecordedEvent> events(UUID recording) {
        return archive.chunks(recording)
                .concatMapIterable(chunk -> {
                    try {
                        return ChunkFormat.decode(chunk.data());
                    } catch (CorruptChunkException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collectList()
                .block(PATIENCE);
    }

    byte[] output(UUID recording) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        events(recording).stream()
                .filter(event -> event.kind() == Kind.OUTPUT)
                .forEach(event -> output.writeBytes(event.bytes()));
        return output.toByteArray();
    }

    @Override
    public void close() {
        writer.close();
        pool.dispose();
    }
}
