package io.netstacks.controller.device;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Questions about host keys that wait for a person. A prompt outlives the connection and the client it came from, never its {@link #LIFE}.
 */
interface HostKeyPrompts {

    /** From its creation; the terminal client counts down from the same number (C36). */
    Duration LIFE = Duration.ofSeconds(120);

    /** How a prompt ends. */
    enum Answer {
        APPROVED,
        REJECTED,
        /** Nobody answered. */
        EXPIRED
    }

    /**
     * Asks, or joins the open prompt with the same user, host, port and key. Cancelling leaves the prompt open.
     *
     * @return the answer, or {@link TooManyPromptsException}
     */
    Mono<Answer> ask(HostKeyQuestion question);

    /** The user's open prompts, oldest first. Polled by every signed-in page every 750 ms: no database. */
    Mono<List<HostKeyPrompt>> openFor(UUID userId);

    /** Ends an open prompt; an approval also ends everybody's prompts about the same key of the same device. Harmless when it ended already. */
    Mono<Void> answer(HostKeyPrompt prompt, Answer answer);
}
