package io.netstacks.controller.device;

import java.time.Instant;
import java.util.UUID;

/** A {@link HostKeyQuestion} that waits for its user's answer. */
record HostKeyPrompt(UUID id, HostKeyQuestion question, Instant createdAt) {

    /** Two attempts with the same question share a prompt. */
    boolean asks(HostKeyQuestion other) {
        return question.userId().equals(other.userId()) && isAbout(other);
    }

    /** The same key of the same device, whoever is asked. */
    boolean isAbout(HostKeyQuestion other) {
        return question.host().equals(other.host())
                && question.port() == other.port()
                && question.presented().isSameAs(other.presented());
    }
}
