package io.netstacks.controller.storage;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * How long the server of one connection may stay silent while it owes an answer. A frozen server keeps its connections and says nothing, so only the client
 * can tell; the limit is on silence and not on the whole, so that a long answer may take its time.
 *
 * <ol>
 *   <li>The time runs while somebody asks for rows (or for the end) and nothing comes; a reader that does not ask is not the server's fault.
 *   <li>When it is over the connection is cut. The driver then fails everybody who waits on it, and the pool does not hand it out again.
 *   <li>A reader who leaves early does not stop the reading: what the server still owes is read to its end and dropped, under the same limit. So the next
 *       user of the connection waits neither for ever nor behind rows that nobody takes (r2dbc-postgresql, issue 661).
 * </ol>
 */
final class AnswerLimit {

    private static final Logger log = LoggerFactory.getLogger(AnswerLimit.class);

    private final Duration limit;
    private final Runnable cut;
    private final Scheduler timers;
    private final LongSupplier nanoTime;
    private volatile boolean isExceeded;

    /** @param cut closes the connection at once, without a word to the server */
    AnswerLimit(Duration limit, Runnable cut, Scheduler timers, LongSupplier nanoTime) {
        this.limit = limit;
        this.cut = cut;
        this.timers = timers;
        this.nanoTime = nanoTime;
    }

    /** The same rows; none may be waited for longer than the limit, nor may the end. */
    <T> Flux<T> onEach(Publisher<T> answer) {
        return watched(answer, false);
    }

    /** The same results; the first may not be waited for longer than the limit. What comes in a result has its own watch. */
    <T> Flux<T> onFirst(Publisher<T> results) {
        return watched(results, true);
    }

    private <T> Flux<T> watched(Publisher<T> answer, boolean isFirstOnly) {
        return Flux.from(reader -> answer.subscribe(new Watch<>(Operators.toCoreSubscriber(reader), isFirstOnly)));
    }

    static R2dbcTimeoutException silent(Duration limit, @Nullable Throwable cause) {
        return new R2dbcTimeoutException("PostgreSQL has said nothing for %d s".formatted(limit.toSeconds()), cause);
    }

    private void exceed() {
        log.debug("No answer for {}: the connection is cut", limit);
        isExceeded = true;
        cut.run();
    }

    private final class Watch<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super T> reader;
        private final boolean isFirstOnly;
        private final AtomicLong asked = new AtomicLong();
        private final Disposable.Swap timer = Disposables.swap();
        private @Nullable Subscription answer;
        /** When something came last, or was asked for after a time without. */
        private volatile long sinceNanos;

        private volatile boolean isAsked;
        private volatile boolean isAbandoned;
        private volatile boolean isOver;

        private Watch(CoreSubscriber<? super T> reader, boolean isFirstOnly) {
            this.reader = reader;
            this.isFirstOnly = isFirstOnly;
        }

        @Override
        public Context currentContext() {
            return reader.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            answer = subscription;
            lookIn(limit.toNanos());
            reader.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            if (asked.getAndUpdate(before -> Operators.addCap(before, n)) == 0) {
                sinceNanos = nanoTime.getAsLong();
            }
            isAsked = true;
            answer().request(n);
        }

        @Override
        public void cancel() {
            if (isOver || isAbandoned) {
                return;
            }
            if (isFirstOnly || !isAsked) {
                timer.dispose();
                answer().cancel();
            } else {
                isAbandoned = true;
                request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(T row) {
            sinceNanos = nanoTime.getAsLong();
            asked.getAndUpdate(before -> before == Long.MAX_VALUE ? before : before - 1);
            if (isFirstOnly) {
                timer.dispose();
            }
            if (isAbandoned) {
                Operators.onDiscard(row, currentContext());
            } else {
                reader.onNext(row);
            }
        }

        @Override
        public void onError(Throwable error) {
            end();
            if (isAbandoned) {
                log.debug("An answer that nobody waits for failed", error);
            } else {
                reader.onError(isExceeded ? silent(limit, error) : error);
            }
        }

        @Override
        public void onComplete() {
            end();
            if (!isAbandoned) {
                reader.onComplete();
            }
        }

        private void end() {
            isOver = true;
            timer.dispose();
        }

        private Subscription answer() {
            return Objects.requireNonNull(answer);
        }

        private void lookIn(long nanos) {
            if (!timer.isDisposed()) {
                timer.update(timers.schedule(this::look, nanos, TimeUnit.NANOSECONDS));
            }
        }

        private void look() {
            long left = sinceNanos + limit.toNanos() - nanoTime.getAsLong();
            if (asked.get() == 0) {
                lookIn(limit.toNanos());
            } else if (left > 0) {
                lookIn(left);
            } else {
                timer.dispose();
                exceed();
            }
        }
    }
}
