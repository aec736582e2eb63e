package io.netstacks.controller.bench;

import io.netstacks.controller.testing.ApiClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** One device in the controller's inventory, one credential for it, and one user who opens terminals. */
final class Scene {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Controller controller;
    private final ApiClient user;
    private final UUID device;
    private final UUID credential;

    /** @param type the credential's: ssh_key or ssh_password */
    Scene(Controller controller, String host, int port, String type, String username, String secret)
            throws IOException {
        this.controller = controller;
        user = controller.admin();
        device = id(user.post(
                "/api/devices",
                Map.of("name", "device " + host, "host", host, "port", port, "device_type", "router")));
        credential = id(user.post(
                "/api/credentials/personal",
                Map.of("name", "login " + host, "credential_type", type, "username", username, "secret", secret)));
        approveHostKey();
    }

    private static UUID id(ApiClient.Answer answer) {
        if (answer.status() >= 300) {
            throw new IllegalStateException("Refused: " + answer);
        }
        return UUID.fromString(answer.text("/id"));
    }

    /** The first terminal asks for the device's host key. */
    private void approveHostKey() throws IOException {
        try (WebShell first = connect(false, 8 * 1024)) {
            AtomicBoolean isOpen = new AtomicBoolean();
            Thread.ofVirtual().start(() -> approvePrompts(isOpen));
            try {
                first.awaitSession();
            } finally {
                isOpen.set(true);
            }
        }
    }

    private void approvePrompts(AtomicBoolean isOpen) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isOpen.get() && System.nanoTime() < end) {
            user.get("/api/host-keys/prompts").json().at("/prompts").forEach(prompt -> user.post(
                    "/api/host-keys/prompts/" + prompt.at("/id").stringValue() + "/approve", null));
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Opens a terminal and waits for its shell. */
    WebShell open(boolean tls, int bufferBytes) throws IOException {
        WebShell shell = connect(tls, bufferBytes);
        shell.awaitSession();
        return shell;
    }

    WebShell connect(boolean tls, int bufferBytes) throws IOException {
        Socket socket = tls
                ? ApiClient.trustingAll()
                        .getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), controller.port())
                : new Socket(InetAddress.getLoopbackAddress(), controller.plainPort());
        return new WebShell(
                socket,
                "credential_id=" + credential + "&term=xterm-256color&cols=80&rows=24&session_id=device-" + device
                        + "&token=" + user.token(),
                bufferBytes);
    }

    ApiClient user() {
        return user;
    }
}
