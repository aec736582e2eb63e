package io.netstacks.controller.device;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Prompts of a single instance. */
@Component
class InProcessHostKeyPrompts implements HostKeyPrompts {

    /** Open prompts of one user. */
    static final int MOST_PER_USER = 20;
    /** Open prompts of all users. */
    static final int MOST = 2_000;

    private record Open(HostKeyPrompt prompt, Sinks.One<Answer> answer, Disposable expiry) {}

    private final Clock clock;
    private final Scheduler timers;
    /** Each user's prompts, oldest first; lists are replaced, never changed, and only inside {@code compute}. */
    private final Map<UUID, List<Open>> byUser = new ConcurrentHashMap<>();

    private final AtomicInteger count = new AtomicInteger();

    @Autowired
    InProcessHostKeyPrompts() {
        this(Clock.systemUTC(), Schedulers.parallel());
    }

    InProcessHostKeyPrompts(Clock clock, Scheduler timers) {
        this.clock = clock;
        this.timers = timers;
    }

    @Override
    public Mono<Answer> ask(HostKeyQuestion question) {
        return Mono.defer(() -> {
            byUser.compute(question.userId(), (_, open) -> withPromptFor(question, open == null ? List.of() : open));
            Open mine = find(question);
            return mine == null ? Mono.just(Answer.EXPIRED) : mine.answer().asMono();
        });
    }

    private List<Open> withPromptFor(HostKeyQuestion question, List<Open> open) {
        if (open.stream().anyMatch(o -> o.prompt().asks(question))) {
            return open;
        }
        if (open.size() >= MOST_PER_USER || count.get() >= MOST) {
            throw new TooManyPromptsException();
        }
        count.incrementAndGet();
        HostKeyPrompt prompt = new HostKeyPrompt(UUID.randomUUID(), question, clock.instant());
        Disposable expiry = timers.schedule(() -> end(prompt, Answer.EXPIRED), LIFE.toMillis(), TimeUnit.MILLISECONDS);
        return Stream.concat(open.stream(), Stream.of(new Open(prompt, Sinks.one(), expiry)))
                .toList();
    }

    private @Nullable Open find(HostKeyQuestion question) {
        return byUser.getOrDefault(question.userId(), List.of()).stream()
                .filter(o -> o.prompt().asks(question))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Mono<List<HostKeyPrompt>> openFor(UUID userId) {
        return Mono.fromSupplier(() -> byUser.getOrDefault(userId, List.of()).stream()
                .map(Open::prompt)
                .toList());
    }

    @Override
    public Mono<Void> answer(HostKeyPrompt prompt, Answer answer) {
        return Mono.fromRunnable(() -> {
            end(prompt, answer);
            if (answer == Answer.APPROVED) {
                byUser.values().stream()
                        .flatMap(List::stream)
                        .map(Open::prompt)
                        .filter(other -> other.isAbout(prompt.question()))
                        .forEach(other -> end(other, Answer.APPROVED));
            }
        });
    }

    private void end(HostKeyPrompt prompt, Answer answer) {
        byUser.computeIfPresent(prompt.question().userId(), (_, open) -> {
            List<Open> left = open.stream()
                    .filter(o -> !o.prompt().id().equals(prompt.id()))
                    .toList();
            open.stream().filter(o -> o.prompt().id().equals(prompt.id())).forEach(o -> {
                count.decrementAndGet();
                o.expiry().dispose();
                // Off this thread: whoever waits goes on to connect, which must not happen inside the map.
                timers.schedule(() -> o.answer().tryEmitValue(answer));
            });
            return left.isEmpty() ? null : left;
        });
    }
}
