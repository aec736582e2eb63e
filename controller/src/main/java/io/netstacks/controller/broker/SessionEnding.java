package io.netstacks.controller.broker;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.recording.OpenRecording;
import io.netstacks.controller.terminal.SessionEnd;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.SessionListener;
import java.util.concurrent.CompletableFuture;

/** Puts everything back that a session held, once it is over and once it was registered, whichever comes last. */
final class SessionEnding implements SessionListener {

    private record Registered(Ownership ownership, OpenRecording recording) {}

    private final ConnectLimits.Place place;
    private final SessionDirectory directory;
    private final CompletableFuture<Registered> registered = new CompletableFuture<>();

    SessionEnding(ConnectLimits.Place place, SessionDirectory directory) {
        this.place = place;
        this.directory = directory;
    }

    void registered(Ownership ownership, OpenRecording recording) {
        registered.complete(new Registered(ownership, recording));
    }

    @Override
    public void ended(SessionId session, SessionEnd end) {
        place.giveBack();
        registered.thenAccept(
                it -> directory.remove(session, it.ownership(), it.recording().closed()));
    }
}
