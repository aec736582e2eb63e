package io.netstacks.controller.broker;

import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.KnownSession;
import io.netstacks.controller.cluster.SessionRegistry;
import io.netstacks.controller.terminal.Attachment;
import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.terminal.FrameCodec;
import io.netstacks.controller.terminal.MalformedFrameException;
import io.netstacks.controller.terminal.SessionEnd;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.TerminalClient;
import io.netstacks.controller.terminal.TerminalSize;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/**
 * One WebSocket's way through its life: it asks for a session, gets one, loses it, asks again.
 *
 * <ol>
 *   <li>{@code CONNECTING}: a session is being opened or found. What is typed is dropped.
 *   <li>{@code ATTACHED}: what is typed goes to the session.
 *   <li>{@code FAILED}: opening failed and was said in an Error frame; the next key press tries again (design §8.4).
 *   <li>{@code ENDED}: the shell is over and a line said so; Enter starts a new one (§8.1).
 *   <li>{@code CLOSED}: the socket is gone; an attempt under way is cancelled, a session waits for its client to come back.
 * </ol>
 *
 * The state belongs to one loop. Frames for an attached session take the short way, from the socket's thread to the session's loop.
 */
final class TerminalConversation {

    private static final Logger log = LoggerFactory.getLogger(TerminalConversation.class);

    /** A client that sends more rubbish than this is not worth answering. */
    private static final int MOST_MALFORMED_FRAMES = 100;

    private static final String LOST = "The session that was open here is not known any more: this is a new one.";

    private enum State {
        CONNECTING,
        ATTACHED,
        FAILED,
        ENDED,
        CLOSED
    }

    private final ClientSocket socket;
    private final Caller caller;
    private final CurrentUser user;
    private final TerminalRequest request;
    private final SessionOpener opener;
    private final SessionDirectory directory;
    private final SessionRegistry registry;
    private final InstanceId me;
    private final Executor loop;

    private State state = State.CONNECTING;
    private @Nullable Disposable attempt;
    /** What was asked for last, even where the session has yet to give it; on the loop. */
    private @Nullable Attachment held;
    /** Set from the moment before the client is told of its session; read by the socket's thread. */
    private volatile @Nullable Attachment attachment;
    /** The client's terminal as it is now, which the next session gets too. */
    private volatile @Nullable TerminalSize size;
    /** Counted on the socket's thread only. */
    private int malformedFrames;

    TerminalConversation(
            ClientSocket socket,
            Caller caller,
            TerminalRequest request,
            SessionOpener opener,
            SessionDirectory directory,
            SessionRegistry registry,
            InstanceId me,
            Executor loop) {
        this.socket = socket;
        this.caller = caller;
        this.user = caller.user();
        this.request = request;
        this.size = request.size();
        this.opener = opener;
        this.directory = directory;
        this.registry = registry;
        this.me = me;
        this.loop = loop;
    }

    void begin() {
        loop.execute(() -> {
            if (request.resumeToken() == null) {
                open(null);
            } else {
                resume(request.resumeToken());
            }
        });
    }

    /** A binary message came; on the socket's thread. */
    void received(byte[] message) {
        Frame frame;
        try {
            frame = FrameCodec.decode(message);
        } catch (MalformedFrameException e) {
            malformed(String.valueOf(e.getMessage()));
            return;
        }
        Attachment attached = attachment;
        switch (frame) {
            case Frame.Data data -> {
                if (attached != null) {
                    attached.input(data.bytes());
                } else {
                    loop.execute(() -> keyPressed(data.bytes()));
                }
            }
            case Frame.Resize resize -> {
                size = resize.size();
                // Read after the size was set: whoever attaches looks at the size after.
                Attachment now = attachment;
                if (now != null) {
                    now.resize(resize.size());
                }
            }
            case Frame.Ping ping -> socket.send(new Frame.Pong());
            case Frame.Pong pong -> {
                // Nobody asked, and it harms nobody.
            }
            case Frame.Close close -> socket.close(WebSocketCloseStatus.NORMAL_CLOSURE, "closed by the client");
            case Frame.Error error -> malformed("Error frames come from the controller only.");
            case Frame.Reconnect reconnect -> malformed("Reconnect frames come from the controller only.");
            case Frame.SessionInfo info -> malformed("SessionInfo frames come from the controller only.");
        }
    }

    /** A text message came, which this protocol does not have. */
    void receivedText() {
        malformed("Text messages are not understood here: frames are binary.");
    }

    /** A pong brought an offset back. */
    void acknowledged(long offset) {
        Attachment attached = attachment;
        if (attached != null) {
            attached.acknowledged(offset);
        }
    }

    /** The socket is gone. */
    void closed() {
        loop.execute(() -> {
            state = State.CLOSED;
            if (attempt != null) {
                attempt.dispose();
            }
            if (held != null) {
                held.detach();
            }
        });
    }

    private void malformed(String text) {
        malformedFrames++;
        if (malformedFrames > MOST_MALFORMED_FRAMES) {
            socket.close(WebSocketCloseStatus.POLICY_VIOLATION, "too many malformed frames");
        } else {
            socket.send(new Frame.Error(text));
        }
    }

    private void keyPressed(byte[] bytes) {
        if (state == State.FAILED && bytes.length > 0 || state == State.ENDED && hasEnter(bytes)) {
            open(null);
        }
    }

    private static boolean hasEnter(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '\r' || b == '\n') {
                return true;
            }
        }
        return false;
    }

    private void open(@Nullable String notice) {
        state = State.CONNECTING;
        TerminalSize asked = size;
        attempt = opener.open(caller, request.withSize(asked), socket.loop())
                .subscribe(
                        opened -> loop.execute(() -> opened(opened, asked, notice)),
                        e -> loop.execute(() -> failed(e)));
    }

    private void resume(UUID token) {
        byte[] hash = ResumeToken.hash(token);
        LiveSession live = directory.find(hash);
        if (live != null && live.descriptor().user().equals(user.id())) {
            attach(live, token, null, null);
        } else if (live != null) {
            open(LOST);
        } else {
            attempt = registry.findByResumeToken(hash)
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .subscribe(
                            known -> loop.execute(() -> resumeElsewhere(known.orElse(null), token)),
                            e -> loop.execute(() -> failed(e)));
        }
    }

    /** The session is not in this process: it is over, or was never there for this user. */
    private void resumeElsewhere(@Nullable KnownSession known, UUID token) {
        if (state == State.CLOSED) {
            return;
        }
        if (known == null || !known.descriptor().user().equals(user.id())) {
            open(LOST);
            return;
        }
        announce(known.descriptor().id(), known.descriptor().credential(), token);
        // One of ours whose row is still open is over, too: its recording is just being closed.
        boolean endedInOrder = known.isEnded() || known.ownership().owner().equals(me);
        ended(endedInOrder ? "The session has ended." : "The session ended with the controller that held it.");
    }

    private void opened(SessionOpener.Opened opened, @Nullable TerminalSize asked, @Nullable String notice) {
        if (state == State.CLOSED) {
            // Nobody else has its token: waiting for a client would only hold a line of the device.
            opened.live().session().close("The client left while connecting.");
            return;
        }
        attach(opened.live(), opened.resumeToken(), notice, asked);
    }

    /** @param known the size that the device has, null when it may be any */
    private void attach(LiveSession live, UUID token, @Nullable String notice, @Nullable TerminalSize known) {
        if (state == State.CLOSED) {
            return;
        }
        attempt = null;
        state = State.ATTACHED;
        TerminalSize wanted = size;
        held = live.session()
                .attach(new Client(live, token, notice, wanted), Objects.equals(known, wanted) ? null : wanted);
    }

    private void failed(Throwable error) {
        if (state == State.CLOSED) {
            return;
        }
        attempt = null;
        state = State.FAILED;
        String text = ErrorText.of(error);
        if (text == null) {
            log.error("A terminal for {} could not be opened", user.username(), error);
            text =
                    "The terminal could not be opened: a fault in the controller, see its log. Press a key to try again.";
        }
        socket.send(new Frame.Error(text));
    }

    private void announce(SessionId session, UUID credential, UUID token) {
        socket.send(new Frame.Reconnect(token));
        // Two UUIDs need no escaping.
        socket.send(new Frame.SessionInfo(
                "{\"session_id\":\"%s\",\"credential_id\":\"%s\"}".formatted(session, credential)));
    }

    private void ended(String message) {
        held = null;
        attachment = null;
        state = State.ENDED;
        say(message + " Press Enter to start a new one.");
    }

    /** A line of our own in the terminal. */
    private void say(String text) {
        socket.send(new Frame.Data(("\r\n[" + text + "]\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** This conversation as its session sees it: called on the session's loop. */
    private final class Client implements TerminalClient {

        private final LiveSession live;
        private final UUID token;
        private final @Nullable String notice;
        /** The size that the device was told of. */
        private final @Nullable TerminalSize told;

        private Client(LiveSession live, UUID token, @Nullable String notice, @Nullable TerminalSize told) {
            this.live = live;
            this.token = token;
            this.notice = notice;
            this.told = told;
        }

        @Override
        public void attached(Attachment yours) {
            attachment = yours;
            TerminalSize now = size;
            if (now != null && !now.equals(told)) {
                yours.resize(now);
            }
            announce(live.descriptor().id(), live.descriptor().credential(), token);
            if (notice != null) {
                say(notice);
            }
        }

        @Override
        public void output(byte[] bytes) {
            socket.send(new Frame.Data(bytes));
        }

        @Override
        public void acknowledge(long offset) {
            socket.ping(offset);
        }

        @Override
        public void problem(String text) {
            socket.send(new Frame.Error(ErrorText.safe(text)));
        }

        @Override
        public void replaced() {
            socket.close(WebSocketCloseStatus.NORMAL_CLOSURE, "the session goes on in another window");
        }

        @Override
        public void ended(SessionEnd end) {
            loop.execute(() -> {
                if (state == State.ATTACHED) {
                    TerminalConversation.this.ended("Session ended: " + end.message());
                }
            });
        }
    }
}
