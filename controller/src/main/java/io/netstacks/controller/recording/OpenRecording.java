package io.netstacks.controller.recording;

import io.netstacks.controller.terminal.SessionRecorder;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** The recording of a session that runs here. */
public interface OpenRecording extends SessionRecorder {

    UUID id();

    /**
     * Completes once the recording was {@linkplain #end ended} and all of it is in the database with status complete, or once it is known that another
     * instance owns the session. While the database is away it waits. A session's row must not be closed or released earlier: chunks that come later are refused.
     */
    Mono<Void> closed();
}
