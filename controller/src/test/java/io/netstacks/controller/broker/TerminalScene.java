package io.netstacks.controller.broker;

import static org.awaitility.Awaitility.await;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import io.netstacks.controller.testing.TestController;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A controller, a real OpenSSH server in its inventory, and people who open terminals on it. */
final class TerminalScene implements AutoCloseable {

    static final HttpClient HTTP = HttpClient.newBuilder()
            .sslContext(ApiClient.trustingAll())
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    final TestController controller;
    final ApiClient admin;

    TerminalScene(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("SESSION_CONNECTS_PER_MINUTE", "100000");
        controller = TestController.start(all);
        admin = controller.admin();
    }

    /** A new user, signed in. */
    ApiClient user(String name, String role) {
        String password = "canary-password-of-" + name;
        expect(
                201,
                admin.post(
                        "/api/admin/users",
                        Map.of("username", name, "password", password, "roles", new String[] {role})));
        return controller.client().login(name, password);
    }

    /** A new device of the inventory. */
    UUID device(String name, String host, int port) {
        return id(
                admin.post("/api/devices", Map.of("name", name, "host", host, "port", port, "device_type", "router")));
    }

    UUID device(String name, OpenSshDevice device) {
        return device(name, device.host(), device.port());
    }

    /** A new personal credential with the key that the device accepts. */
    UUID key(ApiClient user, OpenSshDevice device) {
        return id(user.post(
                "/api/credentials/personal",
                Map.of(
                        "name",
                        "key " + UUID.randomUUID(),
                        "credential_type",
                        "ssh_key",
                        "username",
                        device.keyUser(),
                        "secret",
                        device.privateKey())));
    }

    UUID password(ApiClient user, String username, String password) {
        return id(user.post(
                "/api/credentials/personal",
                Map.of(
                        "name",
                        "password " + UUID.randomUUID(),
                        "credential_type",
                        "ssh_password",
                        "username",
                        username,
                        "secret",
                        password)));
    }

    /** Opens a terminal; whatever host key the device shows is approved. */
    TerminalSocket open(ApiClient user, UUID device, UUID credential) {
        TerminalSocket terminal = connect(user, device, credential, "");
        approveHostKeys(user, terminal);
        return terminal;
    }

    TerminalSocket resume(ApiClient user, UUID device, UUID credential, UUID token, String more) {
        return connectRaw("credential_id=" + credential + "&term=xterm-256color&session_id=device-" + device + more
                + "&reconnect_token=" + token + "&token=" + user.token());
    }

    TerminalSocket connect(ApiClient user, UUID device, UUID credential, String more) {
        return connectRaw("credential_id=" + credential + "&term=xterm-256color&cols=80&rows=24&session_id=device-"
                + device + more + "&token=" + user.token());
    }

    TerminalSocket connectRaw(String query) {
        return TerminalSocket.open(HTTP, URI.create(controller.baseUrl()), query);
    }

    /** Approves what the user is asked about, until the terminal is connected or has failed. */
    void approveHostKeys(ApiClient user, TerminalSocket terminal) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    user.get("/api/host-keys/prompts")
                            .json()
                            .at("/prompts")
                            .forEach(prompt -> user.post(
                                    "/api/host-keys/prompts/" + prompt.at("/id").stringValue() + "/approve", null));
                    return terminal.frames().stream()
                            .anyMatch(frame -> !(frame instanceof io.netstacks.controller.terminal.Frame.Data));
                });
    }

    static UUID id(ApiClient.Answer answer) {
        if (answer.status() >= 300) {
            throw new AssertionError("Refused: " + answer);
        }
        return UUID.fromString(answer.text("/id"));
    }

    static ApiClient.Answer expect(int status, ApiClient.Answer answer) {
        if (answer.status() != status) {
            throw new AssertionError("Expected " + status + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        controller.close();
    }
}
