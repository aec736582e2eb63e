package io.netstacks.controller.broker;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Permission;
import io.netstacks.controller.cluster.SessionRegistry;
import io.netstacks.controller.cluster.ThisInstance;
import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.terminal.FrameCodec;
import io.netstacks.controller.terminal.MalformedFrameException;
import io.netstacks.controller.web.ClientAddress;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Objects;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/** {@code /ws/ssh}: a terminal on a device (terminal contract §3, W1). */
@Component
@Access(permission = Permission.TERMINALS_OPEN)
class TerminalEndpoint implements WebSocketHandler {

    static final String PATH = "/ws/ssh";

    private final SessionOpener opener;
    private final SessionDirectory directory;
    private final SessionRegistry registry;
    private final SessionLoops loops;
    private final SocketWatch watch;
    private final ThisInstance me;
    /** Bytes: a replay of all that is kept, and what may follow it unacknowledged. */
    private final long mostOutput;

    TerminalEndpoint(
            SessionOpener opener,
            SessionDirectory directory,
            SessionRegistry registry,
            SessionLoops loops,
            SocketWatch watch,
            SessionSettings settings,
            ThisInstance me) {
        this.opener = opener;
        this.directory = directory;
        this.registry = registry;
        this.loops = loops;
        this.watch = watch;
        this.me = me;
        this.mostOutput =
                (long) settings.limits().mostOutput() + settings.limits().largestClientWindow();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        ClientSocket socket = new ClientSocket(TerminalUpgrade.channel(session), mostOutput);
        return session.getHandshakeInfo()
                .getPrincipal()
                .map(principal -> caller(principal, session.getHandshakeInfo()))
                .flatMap(caller -> converse(session, socket, caller));
    }

    private Mono<Void> converse(WebSocketSession session, ClientSocket socket, Caller caller) {
        TerminalRequest request;
        try {
            request = TerminalRequest.parse(query(session.getHandshakeInfo().getUri()));
        } catch (TerminalRefusedException e) {
            // The client sees no status of an upgrade, only frames (contract §3). It may say what it likes until it
            // leaves.
            socket.send(new Frame.Error(String.valueOf(e.getMessage())));
            watch.add(socket);
            return session.receive()
                    .doOnNext(message -> answerRefused(message, socket))
                    .then()
                    .doFinally(signal -> watch.remove(socket));
        }
        TerminalConversation conversation =
                new TerminalConversation(socket, caller, request, opener, directory, registry, me.id(), loops.next());
        watch.add(socket);
        conversation.begin();
        return session.receive()
                .doOnNext(message -> received(message, socket, conversation))
                .then()
                .doFinally(signal -> {
                    watch.remove(socket);
                    conversation.closed();
                });
    }

    /** A socket without a terminal still lives and ends as all do (contract §3.4). */
    private static void answerRefused(WebSocketMessage message, ClientSocket socket) {
        socket.heard();
        if (message.getType() != WebSocketMessage.Type.BINARY) {
            return;
        }
        try {
            switch (FrameCodec.decode(bytes(message.getPayload()))) {
                case Frame.Ping ping -> socket.send(new Frame.Pong());
                case Frame.Close close -> socket.close(WebSocketCloseStatus.NORMAL_CLOSURE, "closed by the client");
                default -> {
                    // There is nothing that it could be for.
                }
            }
        } catch (MalformedFrameException e) {
            // The next request is a new socket.
        }
    }

    private static void received(WebSocketMessage message, ClientSocket socket, TerminalConversation conversation) {
        socket.heard();
        DataBuffer payload = message.getPayload();
        switch (message.getType()) {
            case BINARY -> conversation.received(bytes(payload));
            case PONG -> {
                if (payload.readableByteCount() == Long.BYTES) {
                    conversation.acknowledged(ByteBuffer.wrap(bytes(payload)).getLong());
                }
            }
            case TEXT -> conversation.receivedText();
            case PING -> {
                // Answered by the server itself.
            }
        }
    }

    private static byte[] bytes(DataBuffer payload) {
        byte[] bytes = new byte[payload.readableByteCount()];
        payload.read(bytes);
        return bytes;
    }

    private static MultiValueMap<String, String> query(URI uri) {
        MultiValueMap<String, String> decoded = new LinkedMultiValueMap<>();
        UriComponentsBuilder.fromUri(uri)
                .build()
                .getQueryParams()
                .forEach((name, values) -> values.forEach(value ->
                        decoded.add(name, value == null ? "" : UriUtils.decode(value, StandardCharsets.UTF_8))));
        return decoded;
    }

    private static Caller caller(Principal principal, HandshakeInfo handshake) {
        CurrentUser user = (CurrentUser) Objects.requireNonNull(((Authentication) principal).getPrincipal());
        return new Caller(user, ClientAddress.of(handshake.getRemoteAddress()));
    }
}
