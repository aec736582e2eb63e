package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The limits on a bare listener, with short times. */
class HttpLimitsIT {

    private static final Duration IDLE = Duration.ofMillis(300);

    private static final Duration BODY = Duration.ofMillis(400);

    /** One byte less than it says. */
    private static final String SLOW_BODY = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nlate";

    private final DisposableServer server = HttpLimits.apply(HttpServer.create(), Duration.ofSeconds(10), BODY)
            .idleTimeout(IDLE)
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.get(
                            "/", (request, response) -> response.sendString(reactor.core.publisher.Mono.just("ok")))
                    .post(
                            "/",
                            (request, response) -> response.sendString(
                                    request.receive().aggregate().asString()))
                    .ws("/echo", (in, out) -> out.sendString(in.receive().asString())))
            .bindNow();

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    @Test
    @DisplayName("a terminal that is quiet for longer than a request may take stays open")
    void aQuietWebSocketStaysOpen() throws Exception {
        CompletableFuture<String> echo = new CompletableFuture<>();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/echo"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            echo.complete(data.toString());
                            return null;
                        }

                        @Override
                        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                            closed.complete(status);
                            return null;
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            // Twice the limits of connections that are younger than this one.
            answer("");
            answer(SLOW_BODY);
            answer(SLOW_BODY);
            assertThat(closed).isNotDone();
            socket.sendText("still here", true);
            assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo("still here");
            socket.abort();
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        assertThat(answer("")).isEmpty();
        assertThat(answer("GET / HTTP/1.1\r\nHost")).isEmpty();
    }

    @Test
    void aRequestWhoseBodyDoesNotComeIsClosed() throws IOException {
        assertThat(answer(SLOW_BODY)).isEmpty();
        assertThat(answer(SLOW_BODY.replace(": 5", ": 4"))).contains("late").startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anIdleConnectionIsClosedAfterItsRequest() throws IOException {
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void oversizedRequestHeadsAreRefused() throws IOException {
        assertThat(answer("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(17_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    /** Everything until the server closes the connection. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
