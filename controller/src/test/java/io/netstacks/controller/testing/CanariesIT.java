package io.netstacks.controller.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.recording.RecordedChunk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The search for secrets that came back, shown secrets that did. */
class CanariesIT {

    private static final UUID USER = UUID.randomUUID();
    private static final UUID SESSION = UUID.randomUUID();

    private static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.migrated();
        database.execute("insert into users (id, username, password_hash) values ('%s', 'ann', '-')".formatted(USER));
        database.execute("""
                insert into session (id, user_id, device_name, host, port, owner, owner_address, resume_token_hash)
                values ('%s', '%s', 'core-sw', '192.0.2.1', 22, 'ctrl-1', 'here', '\\x01')
                """.formatted(SESSION, USER));
    }

    /** All tests' databases are searched when their class is over: these plants must not be there any more. */
    @AfterEach
    void takeThePlantsOut() throws Exception {
        database.execute("delete from recording");
        database.execute("update users set username = 'ann'");
    }

    @Test
    void aSecretInATableIsFound() throws Exception {
        database.execute("update users set username = 'canary-1'");
        assertThat(seen()).singleElement().asString().contains("table users", "canary-1");
    }

    @Test
    void aSecretInACompressedRecordingIsFound() throws Exception {
        // Compressed, the word itself is not in the chunk: it repeats what came shortly before.
        plant(RecordedChunk.ofOutput("router# a can of tin, an ary of gold: a canary-2\r\n".repeat(100)));
        assertThat(seen()).singleElement().asString().contains("output in recording", "canary-2");
    }

    @Test
    void aSecretThatIsEchoedKeyByKeyOverTwoChunksIsFound() throws Exception {
        plant(RecordedChunk.ofOutput("Password: ", "c", "a", "n"), RecordedChunk.ofOutput("a", "r", "y", "-", "3"));
        assertThat(seen()).singleElement().asString().contains("output in recording", "canary-3");
    }

    @Test
    void aSecretAmongRecordedKeysIsFound() throws Exception {
        plant(RecordedChunk.ofInput("c", "a", "n", "a", "r", "y", "-", "4"));
        assertThat(seen()).singleElement().asString().contains("input in recording", "canary-4");
    }

    @Test
    void twoRecordingsAreNotReadAsOne() throws Exception {
        plant(RecordedChunk.ofOutput("can"));
        plant(RecordedChunk.ofOutput("ary"));
        plant(RecordedChunk.ofOutput("can"));
        assertThat(seen()).isEmpty();
    }

    @Test
    void aDamagedChunkDoesNotHideTheNextOnes() throws Exception {
        plant(new byte[] {1, 2, 3}, RecordedChunk.ofOutput("can", "ary-5"));
        assertThat(seen()).singleElement().asString().contains("canary-5");
    }

    private static List<String> seen() {
        Canaries.watch(database);
        return Canaries.takeSeen();
    }

    /** A recording of these chunks. */
    private static void plant(byte[]... chunks) throws SQLException {
        UUID recording = UUID.randomUUID();
        database.execute("""
                insert into recording (id, session_id, user_id, name, columns, rows, started_at)
                values ('%s', '%s', '%s', 'core-sw', 80, 24, now())
                """.formatted(recording, SESSION, USER));
        try (Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into recording_chunk (recording_id, seq, start_offset, end_offset, start_ms, end_ms, data)
                        values (?, ?, 0, 0, 0, 0, ?)
                        """)) {
            for (int seq = 0; seq < chunks.length; seq++) {
                insert.setObject(1, recording);
                insert.setLong(2, seq);
                insert.setBytes(3, chunks[seq]);
                insert.execute();
            }
        }
    }
}
