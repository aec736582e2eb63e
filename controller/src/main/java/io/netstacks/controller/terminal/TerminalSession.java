package io.netstacks.controller.terminal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A live session: a shell on a device, and the client that looks at it, which comes and goes.
 *
 * <ol>
 *   <li>What the device shows goes, in order and from one place, to the scrollback, the recorder and the client.
 *   <li>The device may send only what client and recorder have room for ({@link CreditLine}); without a client the recorder alone decides. So nothing
 *       here grows, and input still passes: it takes another way.
 *   <li>What the client has not acknowledged is kept in the scrollback, also beyond its size, until it is acknowledged or newer output comes while nobody looks.
 *   <li>The client acknowledges by answering pings that carry offsets: at the end of a burst and every {@value #PING_EVERY_BYTES} bytes.
 *   <li>A client that comes back and has everything goes on where it was. Otherwise its screen is reset and the scrollback replayed (design §8.2).
 *       Either way what it missed comes without the terminal queries in it (§8.3).
 *   <li>A UTF-8 character is not split over two pieces: up to three bytes wait, at most {@link #HOLD}.
 *   <li>Without a client for the orphan timeout, the session ends (C013).
 * </ol>
 *
 * <p>All state is touched by one thread at a time ({@link Turns}). The public methods may be called on any thread and never block. What device and client
 * do is handled on the thread that tells it, where nobody else is at work for this session: a hop to another thread costs more than all that is done with a
 * key or a piece of output. The rest, and all timers, run on the session's loop.
 */
public final class TerminalSession {

    /** How long a part of a character waits for its rest. */
    private static final Duration HOLD = Duration.ofMillis(20);
    /** Output this long after the last is a new burst. */
    private static final Duration BURST_END = Duration.ofMillis(20);

    private static final long UNKNOWN = -1;
    private static final int PING_EVERY_BYTES = 64 * 1024;

    /** RIS resets the terminal, the second sequence clears its own scrollback (ECMA-48 8.3.105, xterm ED 3). */
    private static final byte[] RESET_SCREEN = "\u001bc\u001b[3J".getBytes(StandardCharsets.US_ASCII);

    private final SessionId id;
    private final SessionLimits limits;
    private final ScheduledExecutorService loop;
    private final Turns turns = new Turns();
    private final SessionListener listener;
    private final LongSupplier nanoTime;
    private final Scrollback scrollback;
    private final CreditLine credit;

    private @Nullable DeviceLink link;
    private @Nullable SessionRecorder recorder;
    /** The client of now, if there is one. */
    private @Nullable ClientStream current;
    /** Whether there ever was a client, so that the next one resumes. */
    private boolean wasAttached;
    /** Where a resume goes on: what the last client is known to have, or {@link #UNKNOWN}. */
    private long resumeAt = UNKNOWN;
    /** Output before this offset is safe in the recording. */
    private long stored;
    /** Input handed to the link, and what of it the device has taken. */
    private long inputSent;

    private long inputTaken;
    private @Nullable SessionEnd end;
    private @Nullable Future<?> burstTimer;
    private @Nullable Future<?> holdTimer;
    private @Nullable Future<?> orphanTimer;

    /** @param loop runs one task at a time; may serve many sessions */
    public TerminalSession(
            SessionId id, SessionLimits limits, ScheduledExecutorService loop, SessionListener listener) {
        this(id, limits, loop, listener, System::nanoTime);
    }

    TerminalSession(
            SessionId id,
            SessionLimits limits,
            ScheduledExecutorService loop,
            SessionListener listener,
            LongSupplier nanoTime) {
        this.id = id;
        this.limits = limits;
        this.loop = loop;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.scrollback = new Scrollback(limits.scrollbackBytes(), limits.mostOutput());
        this.credit = new CreditLine(limits.recorderWindow());
    }

    public SessionId id() {
        return id;
    }

    /**
     * Begins: the device's output flows once there is a client, too. Called once; what a client sends that was attached before is lost. Handled on this
     * thread, so that whoever attaches afterwards finds a device.
     */
    public void start(DeviceLink link, SessionRecorder recorder) {
        take(() -> {
            if (end != null) {
                link.close();
                recorder.end();
                return;
            }
            this.link = link;
            this.recorder = recorder;
            watchForOrphan();
            passCredit();
        });
    }

    /** For the link: what the device did; handled on this thread, unless another is at work for this session. */
    public void deviceEvent(DeviceEvent event) {
        take(() -> {
            switch (event) {
                case DeviceEvent.Output output -> output(output.bytes());
                case DeviceEvent.InputTaken taken -> inputTaken = taken.offset();
                case DeviceEvent.Ended ended ->
                    finish(new SessionEnd(SessionEnd.Cause.DEVICE, ended.message(), ended.exitStatus()));
            }
        });
    }

    /** For the recorder: how far the recording is safe. */
    public void stored(long offset) {
        onLoop(() -> {
            stored = Math.max(stored, offset);
            passCredit();
        });
    }

    /**
     * Makes {@code client} the session's client; one that is still there is told that it was replaced.
     *
     * @param size the client's terminal size, null to leave the device's as it is
     */
    public Attachment attach(TerminalClient client, @Nullable TerminalSize size) {
        ClientStream stream = new ClientStream(
                client, new ClientWindow(limits.clientWindow(), limits.largestClientWindow()), nanoTime);
        Attachment attachment = new Attachment(this, stream);
        take(() -> attach(attachment, stream, size));
        return attachment;
    }

    /** Ends the session for a reason of ours. */
    public void close(String message) {
        onLoop(() -> finish(new SessionEnd(SessionEnd.Cause.CLOSED, message, null)));
    }

    void take(Runnable change) {
        turns.take(change);
    }

    private void onLoop(Runnable change) {
        loop.execute(() -> turns.take(change));
    }

    private Future<?> after(Duration delay, Runnable change) {
        return loop.schedule(() -> turns.take(change), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    void input(ClientStream from, byte[] bytes) {
        if (from != current || link == null || end != null || bytes.length == 0) {
            return;
        }
        if (inputSent - inputTaken + bytes.length > limits.inputWindow()) {
            from.client.problem("The device does not take any input at the moment: the last " + bytes.length
                    + " bytes were not sent.");
            return;
        }
        inputSent += bytes.length;
        link.write(bytes);
        Objects.requireNonNull(recorder).input(bytes);
    }

    void resize(ClientStream from, TerminalSize size) {
        if (from == current) {
            resize(size);
        }
    }

    void acknowledged(ClientStream from, long offset) {
        from.acknowledged(offset);
        if (from == current) {
            scrollback.trim(from.acknowledged());
            passCredit();
        }
    }

    void detach(ClientStream from) {
        if (from != current || end != null) {
            return;
        }
        leave(from);
        watchForOrphan();
        passCredit();
    }

    private void leave(ClientStream stream) {
        resumeAt = stream.hasEverything() ? stream.acknowledged() : UNKNOWN;
        current = null;
        burstTimer = cancelled(burstTimer);
        holdTimer = cancelled(holdTimer);
    }

    private void attach(Attachment attachment, ClientStream stream, @Nullable TerminalSize size) {
        if (end != null) {
            // Too late, but the last words of the device are worth reading.
            stream.client.attached(attachment);
            showAll(stream);
            stream.flushHeld();
            stream.client.ended(end);
            return;
        }
        ClientStream before = current;
        if (before != null) {
            leave(before);
            before.client.replaced();
        }
        orphanTimer = cancelled(orphanTimer);
        current = stream;
        stream.client.attached(attachment);
        if (!wasAttached) {
            showAll(stream);
        } else if (resumeAt != UNKNOWN && scrollback.keeps(resumeAt)) {
            stream.startAt(resumeAt);
            replayFrom(stream, resumeAt);
        } else {
            stream.client.output(RESET_SCREEN);
            showAll(stream);
        }
        wasAttached = true;
        if (size != null) {
            resize(size);
        }
        passCredit();
    }

    private void showAll(ClientStream stream) {
        long start = scrollback.readableStart();
        stream.startAt(start);
        replayFrom(stream, start);
    }

    private void replayFrom(ClientStream stream, long offset) {
        byte[] missed = scrollback.from(offset);
        if (missed.length > 0) {
            stream.replay(missed);
            if (end == null) {
                afterSending(stream);
            }
        }
    }

    private void output(byte[] bytes) {
        if (end != null || bytes.length == 0) {
            return;
        }
        ClientStream stream = current;
        long offset = scrollback.end();
        // Without a client what is kept beyond the scrollback's size becomes no more.
        long unseen = stream == null ? scrollback.start() + bytes.length : stream.acknowledged();
        scrollback.append(bytes, unseen);
        Objects.requireNonNull(recorder).output(offset, bytes);
        if (stream != null) {
            stream.send(bytes);
            afterSending(stream);
        }
        passCredit();
    }

    /** Asks for an acknowledgement now or at the burst's end, and sees to it that held bytes do not wait for long. */
    private void afterSending(ClientStream stream) {
        if (stream.unasked() >= PING_EVERY_BYTES) {
            stream.ask();
        }
        if (stream.unasked() > 0 && burstTimer == null) {
            burstTimer = after(BURST_END, () -> burstEnded(stream));
        }
        if (!stream.holdsBytes()) {
            holdTimer = cancelled(holdTimer);
        } else if (stream.beganToHold()) {
            holdTimer = cancelled(holdTimer);
            holdTimer = after(HOLD, () -> holdEnded(stream));
        }
    }

    private void burstEnded(ClientStream stream) {
        burstTimer = null;
        if (stream == current) {
            stream.ask();
        }
    }

    private void holdEnded(ClientStream stream) {
        holdTimer = null;
        if (stream == current && end == null) {
            stream.flushHeld();
            afterSending(stream);
        }
    }

    private void resize(TerminalSize size) {
        if (link != null && recorder != null && end == null) {
            link.resize(size);
            recorder.resize(size);
        }
    }

    private void passCredit() {
        // Before the first client nothing may be said that only a live terminal may answer.
        if (link == null || end != null || !wasAttached) {
            return;
        }
        ClientStream stream = current;
        long more = stream == null
                ? credit.next(scrollback.end(), limits.clientWindow(), stored)
                : credit.next(stream.acknowledged(), stream.window(), stored);
        if (more > 0) {
            link.grant(more);
        }
    }

    private void watchForOrphan() {
        if (current == null && end == null) {
            orphanTimer = cancelled(orphanTimer);
            orphanTimer = after(limits.orphanTimeout(), this::orphaned);
        }
    }

    private void orphaned() {
        if (current == null) {
            finish(new SessionEnd(
                    SessionEnd.Cause.ORPHANED,
                    "Nobody came back within " + limits.orphanTimeout().toSeconds() + " seconds.",
                    null));
        }
    }

    private void finish(SessionEnd how) {
        if (end != null) {
            return;
        }
        end = how;
        burstTimer = cancelled(burstTimer);
        holdTimer = cancelled(holdTimer);
        orphanTimer = cancelled(orphanTimer);
        if (link != null) {
            link.close();
        }
        if (recorder != null) {
            recorder.end();
        }
        ClientStream stream = current;
        if (stream != null) {
            stream.flushHeld();
            stream.client.ended(how);
        }
        listener.ended(id, how, scrollback.end());
    }

    private static @Nullable Future<?> cancelled(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
        return null;
    }
}
