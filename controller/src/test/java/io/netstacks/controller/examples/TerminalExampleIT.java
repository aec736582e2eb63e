package io.netstacks.controller.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** {@code examples/Terminal.java}, run as the README says, against a stand-in that speaks the wire contract. */
class TerminalExampleIT {

    private static final String PASSWORD = "canary-\"quoted\"";
    private static final String DEVICE = "4f7b58b9-24a4-4b3f-9a55-8f3e1d1d0001";
    private static final UUID RESUME_TOKEN = UUID.fromString("4f7b58b9-24a4-4b3f-9a55-8f3e1d1d0002");

    @TempDir
    Path folder;

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Sinks.Empty<Void> hostKeyApproved = Sinks.empty();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean isHostKeyKnown;
    private volatile boolean isLosingFirstConnection;
    private volatile String refusal = "";
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post("/api/auth/login", this::login)
                    .post("/api/auth/refresh", (request, response) -> json(response, TOKENS))
                    .get("/api/devices/browse", (request, response) -> json(response, DEVICES))
                    .get("/api/credentials/accessible/default", (request, response) -> json(response, CREDENTIAL))
                    .get("/api/host-keys/prompts", (request, response) -> json(response, prompts()))
                    .post("/api/host-keys/prompts/p-1/approve", this::approve)
                    .ws("/ws/ssh", this::terminal))
            .bindNow();

    private static final String TOKENS = """
            {"access_token":"a.b.c","refresh_token":"r","user":{"username":"admin","roles":["admin"]}}""";
    private static final String DEVICES = """
            {"items":[{"id":"other","name":"other {","host":"h","port":22,"connect_commands":[]},
              {"id":"%s","name":"core-sw-1","host":"127.0.0.1","port":2022,"description":"a \\"}\\" b","connect_commands":[]}],"total":2}""".formatted(DEVICE);
    private static final String CREDENTIAL = "{\"id\":\"c-1\",\"name\":\"login\"}";

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    void itSignsInAsksAboutTheHostKeyAndSendsAndShowsBytesUnchanged() throws Exception {
        String shown = run("yes\nshow Zürich\n", "core-sw-1");

        assertThat(shown)
                .contains("The host key of 127.0.0.1 port 2022 is not known yet. It is", "SHA256:abc", "show Zürich");
        assertThat(requests)
                .anyMatch(request -> request.startsWith("/ws/ssh?credential_id=c-1&term=xterm-256color&cols=80&rows=24")
                        && request.contains("&host=127.0.0.1&port=2022&session_id=device-" + DEVICE)
                        && request.endsWith("&token=a.b.c"));
    }

    @Test
    void afterALostConnectionItComesBackToTheSameSession() throws Exception {
        isHostKeyKnown = true;
        isLosingFirstConnection = true;

        String shown = run("show version\n", "core-sw-1");

        assertThat(shown).contains("Connection lost", "resumed");
        assertThat(requests).anyMatch(request -> request.contains("&reconnect_token=" + RESUME_TOKEN));
    }

    @Test
    void whatTheControllerRefusesIsShown() throws Exception {
        assertThat(run("", "no-such-device")).contains("There is no device named no-such-device.");
        isHostKeyKnown = true;
        refusal = "The device closed the connection.";
        assertThat(run("", "core-sw-1")).contains("The device closed the connection.");
    }

    private Publisher<Void> login(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .flatMap(body -> body.contains("\"username\":\"admin\",\"password\":\"canary-\\\"quoted\\\"\"")
                        ? Mono.from(json(response, TOKENS))
                        : Mono.from(response.status(401)
                                .sendString(Mono.just("{\"error\":\"wrong\"}"))
                                .then()));
    }

    private static Publisher<Void> json(HttpServerResponse response, String body) {
        return response.header("content-type", "application/json").sendString(Mono.just(body));
    }

    private String prompts() {
        return isHostKeyKnown ? "{\"prompts\":[]}" : """
                {"prompts":[{"id":"p-1","host":"127.0.0.1","port":2022,"is_changed_key":false,"fingerprint":"SHA256:abc","previous_fingerprint":null}]}""";
    }

    private Publisher<Void> approve(HttpServerRequest request, HttpServerResponse response) {
        isHostKeyKnown = true;
        hostKeyApproved.tryEmitEmpty();
        return response.status(204).send();
    }

    /** An echo that begins when the host key is approved. */
    private Publisher<Void> terminal(WebsocketInbound in, WebsocketOutbound out) {
        boolean isFirst = connections.getAndIncrement() == 0;
        requests.add(((HttpServerRequest) in).uri());
        if (!refusal.isEmpty()) {
            return out.sendObject(Flux.just(frame(6, refusal.getBytes(StandardCharsets.UTF_8)))
                    .concatWith(in.receiveFrames().ignoreElements().cast(BinaryWebSocketFrame.class)));
        }
        Mono<Void> begin = isHostKeyKnown ? Mono.empty() : hostKeyApproved.asMono();
        ByteBuf token = Unpooled.buffer()
                .writeLong(RESUME_TOKEN.getMostSignificantBits())
                .writeLong(RESUME_TOKEN.getLeastSignificantBits());
        byte[] tokenBytes = new byte[token.readableBytes()];
        token.readBytes(tokenBytes);
        Flux<BinaryWebSocketFrame> opening =
                Flux.just(frame(7, tokenBytes), frame(8, "{\"session_id\":\"s\"}".getBytes(StandardCharsets.UTF_8)));
        if (isLosingFirstConnection && isFirst) {
            return out.sendObject(opening);
        }
        Flux<BinaryWebSocketFrame> greeting =
                Flux.just(frame(1, (isFirst ? "new" : "resumed").getBytes(StandardCharsets.UTF_8)));
        Flux<BinaryWebSocketFrame> echo = in.receive()
                .asByteArray()
                .filter(frame -> frame[0] == 1)
                .map(frame -> new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)));
        return out.sendObject(begin.thenMany(Flux.concat(opening, greeting, echo)));
    }

    private static BinaryWebSocketFrame frame(int type, byte[] payload) {
        return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {(byte) type}, payload));
    }

    private String run(String input, String device) throws Exception {
        Path output = Files.createTempFile(folder, "output", null);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        Path.of("../examples/Terminal.java").toString(),
                        "http://127.0.0.1:" + server.port(),
                        device))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("NETSTACKS_PASSWORD", PASSWORD);
        Process process = builder.start();
        try (OutputStream typing = process.getOutputStream()) {
            typing.write(input.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(process.waitFor(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        return Files.readString(output);
    }
}
