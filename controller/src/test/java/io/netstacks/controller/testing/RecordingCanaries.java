package io.netstacks.controller.testing;

import io.netstacks.controller.recording.RecordedChunk;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Looks for canaries in recordings. Their chunks are compressed, so a search of the table sees nothing; and what is typed is often echoed key by key, so
 * that a secret may lie in several events and chunks: each recording is read as the one stream that its viewer sees.
 */
final class RecordingCanaries {

    /** Chunks, so that a large recording is not in memory as a whole. */
    private static final int FETCHED_AT_ONCE = 16;

    private String recording = "";
    private String outputBefore = "";
    private String inputBefore = "";

    private RecordingCanaries() {}

    static void watch(Connection connection) throws SQLException {
        new RecordingCanaries().watchAll(connection);
    }

    private void watchAll(Connection connection) throws SQLException {
        // PostgreSQL's driver fetches in pieces only within a transaction.
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet rows = statement.executeQuery(
                    "select recording_id::text, data from recording_chunk order by recording_id, seq")) {
                while (rows.next()) {
                    watch(rows.getString(1), rows.getBytes(2));
                }
            }
        }
    }

    private void watch(String id, byte[] data) {
        if (!id.equals(recording)) {
            recording = id;
            outputBefore = "";
            inputBefore = "";
        }
        RecordedChunk chunk;
        try {
            chunk = RecordedChunk.decode(data);
        } catch (IllegalArgumentException damaged) {
            // A test damaged it on purpose: nobody can read it any more.
            return;
        }
        outputBefore = watch("output", outputBefore + text(chunk.output()));
        inputBefore = watch("input", inputBefore + text(chunk.input()));
    }

    /** Returns the end of the text, in which a canary may begin. */
    private String watch(String what, String text) {
        Canaries.watch(what + " in recording " + recording, text);
        return text.substring(Math.max(0, text.length() - (Canaries.WORD.length() - 1)));
    }

    /** One character for each byte, whatever encoding the device has. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
