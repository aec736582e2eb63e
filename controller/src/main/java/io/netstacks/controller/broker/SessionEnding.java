package io.netstacks.controller.broker;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.OpenRecording;
import io.netstacks.controller.terminal.SessionEnd;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.SessionListener;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Puts everything back that a session held, once it is over and once it was registered, whichever comes last. */
final class SessionEnding implements SessionListener {

    private record Registered(Ownership ownership, OpenRecording recording, Instant at) {}

    private final ConnectLimits.Place place;
    private final SessionDirectory directory;
    private final SessionOrigin origin;
    private final CompletableFuture<Registered> registered = new CompletableFuture<>();

    SessionEnding(ConnectLimits.Place place, SessionDirectory directory, SessionOrigin origin) {
        this.place = place;
        this.directory = directory;
        this.origin = origin;
    }

    void registered(Ownership ownership, OpenRecording recording) {
        registered.complete(new Registered(ownership, recording, Instant.now()));
    }

    @Override
    public void ended(SessionId session, SessionEnd end, long outputBytes) {
        place.giveBack();
        Instant endedAt = Instant.now();
        registered.thenAccept(it -> directory.remove(
                it.ownership(),
                it.recording().closed(),
                new SessionClosing(origin, end, it.at(), endedAt, outputBytes)));
    }
}
