package io.netstacks.controller.testing;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.terminal.FrameCodec;
import io.netstacks.controller.terminal.MalformedFrameException;
import io.netstacks.controller.terminal.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A terminal client that nobody of us wrote the transport of: the JDK's WebSocket, which answers pings by itself. Everything that comes is kept and looked
 * at for canaries.
 */
public final class TerminalSocket implements WebSocket.Listener, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Frame> frames = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile boolean reading = true;
    /** Typed from within the message that tells of the session. */
    private volatile String greeting;
    /** The offset that the controller asked to acknowledge last. */
    private volatile long askedFor;

    private WebSocket socket;

    private TerminalSocket() {}

    /** Opens {@code /ws/ssh} with this query, which includes the token; fails with the JDK's exception when the upgrade is refused. */
    public static TerminalSocket open(HttpClient client, URI controller, String query) {
        return open(client, controller, query, null);
    }

    public static TerminalSocket open(HttpClient client, URI controller, String query, String origin) {
        TerminalSocket terminal = new TerminalSocket();
        String base = controller.toString().replaceFirst("^http", "ws");
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(PATIENCE);
        if (origin != null) {
            builder.header("Origin", origin);
        }
        terminal.socket = builder.buildAsync(URI.create(base + "/ws/ssh?" + query), terminal)
                .join();
        return terminal;
    }

    /** Types {@code text} at once when the session is told, before anything else is read. */
    public TerminalSocket typeAtOnce(String text) {
        greeting = text;
        return this;
    }

    public TerminalSocket type(String text) {
        return type(text.getBytes(StandardCharsets.UTF_8));
    }

    public TerminalSocket type(byte[] bytes) {
        return send(new Frame.Data(bytes));
    }

    public TerminalSocket resize(int columns, int rows) {
        return send(new Frame.Resize(new TerminalSize(columns, rows)));
    }

    public TerminalSocket send(Frame frame) {
        byte[] payload = FrameCodec.payload(frame);
        return sendRaw(ByteBuffer.allocate(1 + payload.length)
                .put(FrameCodec.type(frame))
                .put(payload)
                .array());
    }

    public TerminalSocket sendRaw(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    public TerminalSocket sendText(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    /** From now on nothing is read: the client is slow beyond measure. */
    public TerminalSocket stopReading() {
        reading = false;
        return this;
    }

    public TerminalSocket startReading() {
        reading = true;
        socket.request(1);
        return this;
    }

    /** The connection is gone without a word. */
    public void drop() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.abort();
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Waits until the other side has closed; the status code of RFC 6455 §7.4, or 1006 where there was none. */
    public int awaitClosed() {
        Awaitility.await().atMost(PATIENCE).until(closed::isDone);
        return closed.join();
    }

    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** All terminal output so far. */
    public synchronized byte[] bytes() {
        return output.toByteArray();
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public TerminalSocket awaitText(String part) {
        return await(terminal -> terminal.text().contains(part), "output with \"" + part + "\"");
    }

    /** Waits until all output of a session that began on this socket is acknowledged, and the controller knows it. */
    public TerminalSocket awaitAcknowledged() {
        await(terminal -> terminal.askedFor == terminal.bytes().length, "a ping for all output");
        long pongs = count(Frame.Pong.class);
        send(new Frame.Ping());
        return await(terminal -> terminal.count(Frame.Pong.class) > pongs, "a Pong");
    }

    public synchronized long count(Class<? extends Frame> type) {
        return frames.stream().filter(type::isInstance).count();
    }

    /** Waits for the signal that a session is there; returns its JSON. */
    public String awaitSession() {
        await(terminal -> terminal.last(Frame.SessionInfo.class) != null, "a SessionInfo frame");
        return last(Frame.SessionInfo.class).json();
    }

    public UUID sessionId() {
        return UUID.fromString(awaitSession().replaceAll(".*\"session_id\":\"([^\"]*)\".*", "$1"));
    }

    public UUID resumeToken() {
        await(terminal -> terminal.last(Frame.Reconnect.class) != null, "a Reconnect frame");
        return last(Frame.Reconnect.class).token();
    }

    public String awaitError() {
        await(terminal -> terminal.last(Frame.Error.class) != null, "an Error frame");
        return last(Frame.Error.class).text();
    }

    public TerminalSocket await(Predicate<TerminalSocket> condition, String what) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> condition.test(this));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            String text = text();
            throw new AssertionError("Waited in vain for %s. Frames: %s. Output ends: %s"
                    .formatted(
                            what,
                            frames().stream()
                                    .filter(f -> !(f instanceof Frame.Data))
                                    .toList(),
                            text.substring(Math.max(0, text.length() - 2000))));
        }
        return this;
    }

    private synchronized <F extends Frame> F last(Class<F> type) {
        F found = null;
        for (Frame frame : frames) {
            if (type.isInstance(frame)) {
                found = type.cast(frame);
            }
        }
        return found;
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        webSocket.request(1);
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        message.writeBytes(part);
        if (last) {
            accept(message.toByteArray());
            message.reset();
        }
        if (reading) {
            webSocket.request(1);
        }
        return null;
    }

    private void accept(byte[] bytes) {
        Canaries.watch("a frame", new String(bytes, StandardCharsets.ISO_8859_1));
        try {
            Frame frame = FrameCodec.decode(bytes);
            frames.add(frame);
            if (frame instanceof Frame.SessionInfo && greeting != null) {
                type(greeting);
            }
            if (frame instanceof Frame.Data piece) {
                output.writeBytes(piece.bytes());
            }
        } catch (MalformedFrameException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        throw new IllegalStateException("The controller sends no text messages, but: " + data);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer payload) {
        if (payload.remaining() == Long.BYTES) {
            askedFor = payload.getLong();
        }
        if (reading) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }
}
