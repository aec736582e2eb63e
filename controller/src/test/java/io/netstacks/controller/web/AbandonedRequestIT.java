package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.TestController;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Clients that leave in the middle of a request's body. */
class AbandonedRequestIT {

    private static final Logger ERRORS = (Logger) LoggerFactory.getLogger(JsonErrors.class);
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    private final TestController controller = TestController.start(Map.of());
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        ERRORS.setLevel(Level.DEBUG);
        log.start();
        ROOT.addAppender(log);
    }

    @AfterEach
    void stop() {
        controller.close();
        ROOT.detachAppender(log);
        ERRORS.setLevel(null);
    }

    @Test
    @DisplayName("a client that leaves in the middle of a body is no failure of ours: nothing above debug is logged")
    void aClientThatLeavesIsNoFailureOfOurs() throws IOException {
        ApiClient admin = controller.admin();
        leave("/api/auth/login", "", false);
        leave("/api/auth/login", "", true);
        await().untilAsserted(() -> assertThat(lines(Level.DEBUG))
                .filteredOn(line -> line.contains("the client left"))
                .hasSize(2));
        // These are between the database's thread and the connection's when the client leaves: either hears of it in
        // the body, or is cancelled and says nothing.
        leave("/api/devices", "Authorization: Bearer " + admin.token() + "\r\n", false);
        leave("/api/devices", "Authorization: Bearer " + admin.token() + "\r\n", true);
        assertThat(admin.get("/api/auth/me").status()).isEqualTo(200);
        // Waits for requests that still run.
        controller.close();
        assertThat(lines(Level.WARN)).isEmpty();
        assertThat(lines(Level.INFO)).noneMatch(line -> line.startsWith(JsonErrors.class.getName()));
    }

    private List<String> lines(Level least) {
        return List.copyOf(log.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(least))
                .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
                .toList();
    }

    /** @param isRude with a reset instead of an orderly end */
    private void leave(String path, String header, boolean isRude) throws IOException {
        URI address = URI.create(controller.baseUrl());
        try (Socket socket =
                ApiClient.trustingAll().getSocketFactory().createSocket(address.getHost(), address.getPort())) {
            socket.setSoLinger(isRude, 0);
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + header
                                    + "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            // The controller reads the body: it has asked for it.
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100");
            socket.getOutputStream().write("{\"name\":".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }
}
