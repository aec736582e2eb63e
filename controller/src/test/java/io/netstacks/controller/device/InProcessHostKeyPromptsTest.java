package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.device.HostKeyPrompts.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class InProcessHostKeyPromptsTest {

    private static final UUID ALICE = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final InProcessHostKeyPrompts prompts = new InProcessHostKeyPrompts(Clock.systemUTC(), time);

    @AfterEach
    void stop() {
        time.dispose();
    }

    private static HostKeyQuestion question(UUID user, String host, String key) {
        return new HostKeyQuestion(
                user, host, 22, new HostKey("ssh-ed25519", key.getBytes(StandardCharsets.US_ASCII)), null);
    }

    private List<Answer> ask(HostKeyQuestion question) {
        List<Answer> answers = new ArrayList<>();
        prompts.ask(question).subscribe(answers::add);
        return answers;
    }

    private List<HostKeyPrompt> of(UUID user) {
        return prompts.openFor(user).block();
    }

    @Test
    void anApprovalEndsEverybodysPromptsAboutTheSameKey() {
        List<Answer> alices = ask(question(ALICE, "sw1", "k"));
        List<Answer> bobs = ask(question(BOB, "sw1", "k"));
        List<Answer> others = ask(question(BOB, "sw1", "other"));

        prompts.answer(of(ALICE).getFirst(), Answer.APPROVED).block();
        time.advanceTime();

        assertThat(alices).containsExactly(Answer.APPROVED);
        assertThat(bobs).containsExactly(Answer.APPROVED);
        assertThat(others).isEmpty();
        assertThat(of(BOB)).hasSize(1);
    }

    @Test
    void aRejectionEndsOnesOwnPromptOnly() {
        List<Answer> alices = ask(question(ALICE, "sw1", "k"));
        List<Answer> bobs = ask(question(BOB, "sw1", "k"));

        prompts.answer(of(ALICE).getFirst(), Answer.REJECTED).block();
        time.advanceTime();

        assertThat(alices).containsExactly(Answer.REJECTED);
        assertThat(bobs).isEmpty();
    }

    @Test
    void joiningDoesNotLengthenAPromptsLife() {
        List<Answer> first = ask(question(ALICE, "sw1", "k"));
        time.advanceTimeBy(Duration.ofSeconds(100));
        List<Answer> second = ask(question(ALICE, "sw1", "k"));
        assertThat(of(ALICE)).hasSize(1);

        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(first).containsExactly(Answer.EXPIRED);
        assertThat(second).containsExactly(Answer.EXPIRED);
        assertThat(of(ALICE)).isEmpty();
    }

    @Test
    void aUserHasABoundedNumberOfPrompts() {
        IntStream.range(0, InProcessHostKeyPrompts.MOST_PER_USER).forEach(i -> ask(question(ALICE, "sw" + i, "k")));

        assertThatThrownBy(() -> prompts.ask(question(ALICE, "one-more", "k")).block())
                .isInstanceOf(TooManyPromptsException.class);

        assertThat(of(ALICE)).hasSize(InProcessHostKeyPrompts.MOST_PER_USER);
        ask(question(BOB, "one-more", "k"));
        assertThat(of(BOB)).hasSize(1);
    }

    @Test
    void allUsersTogetherHaveABoundedNumberOfPromptsAndEndedOnesMakeRoom() {
        for (int i = 0; i < InProcessHostKeyPrompts.MOST; i++) {
            ask(question(new UUID(0, i / InProcessHostKeyPrompts.MOST_PER_USER), "sw" + i, "k"));
        }
        assertThatThrownBy(() -> prompts.ask(question(ALICE, "one-more", "k")).block())
                .isInstanceOf(TooManyPromptsException.class);

        prompts.answer(of(new UUID(0, 0)).getFirst(), Answer.REJECTED).block();

        ask(question(ALICE, "one-more", "k"));
        assertThat(of(ALICE)).hasSize(1);
    }
}
