package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.TestController;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class KeepAliveIT {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String SLOW_LOGIN = """
            POST /api/auth/login HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 36\r
            \r
            {"username":"nobody","password":"x"}""";

    /** reactor-netty 1.3.6 answered the first two and then read nothing more (reactor-netty#4361). */
    @Test
    void aConnectionGoesOnAfterARequestThatHadToWaitForTheOneBeforeIt() throws IOException {
        try (TestController controller = TestController.start(Map.of());
                SSLSocket socket = (SSLSocket) ApiClient.trustingAll()
                        .getSocketFactory()
                        .createSocket(
                                "127.0.0.1", URI.create(controller.baseUrl()).getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            for (int round = 0; round < 3; round++) {
                send(socket, SLOW_LOGIN + HEALTH);
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 401");
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
                send(socket, HEALTH);
                assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200");
            }
        }
    }

    private static void send(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** One answer, head and body. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The connection ended after: " + head);
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?s).*(?i:content-length): (\\d+).*", "$1");
        return head + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
    }
}
