package io.netstacks.controller.recording;

import java.time.Instant;
import java.util.UUID;

/**
 * A recording as clients see it (terminal contract §2A, Recording).
 *
 * @param durationMs while the session runs: as of some seconds ago
 * @param filePath opaque; {@code /api/<file_path>/data} is the asciicast
 * @param status recording, complete or interrupted
 * @param outputBytes what the device sent so far, uncompressed
 */
record Recording(
        UUID id,
        UUID sessionId,
        UUID userId,
        String name,
        int terminalCols,
        int terminalRows,
        long durationMs,
        String filePath,
        String status,
        long outputBytes,
        Instant createdAt,
        Instant updatedAt) {}
