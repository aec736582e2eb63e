package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.OpenSshDevice;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the existing terminal client asks for, in its order, until its main screen stands (terminal contract §1.2). */
class ClientStartIT {

    private static final List<String> NOT_BUILT = List.of(
            "/api/agents/executions?limit=50",
            "/api/ai/status",
            "/api/user-settings/ai.mode_prompt.chat",
            "/api/user-settings/ai.mode_prompt.operator",
            "/api/user-settings/ai.mode_prompt.troubleshoot",
            "/api/user-settings/ai.mode_prompt.copilot",
            "/api/user-settings/ai.provider_config",
            "/api/mapped-keys",
            "/api/custom-commands",
            "/api/sessions/" + new UUID(1, 2) + "/context",
            "/api/info",
            "/api/local/list-dir",
            "/api/workspace/git/status",
            "/plugins/alerts/admin/alerts");

    /** Paths that exist, with methods that do not. */
    private static final List<String> METHODS_NOT_BUILT = List.of(
            "POST /api/recordings",
            "PUT /api/recordings/" + new UUID(1, 2),
            "DELETE /api/recordings/" + new UUID(1, 2),
            "PATCH /api/auth/me",
            "PUT /api/capabilities",
            "GET /api/auth/login");

    @Test
    @DisplayName(
            "contract §1.2, C01, C03, C06, C08, C12, C14, C15, C36 and rules 1 to 3: the client's start is answered, and what is not built is 404")
    void theStartOfTheClient() {
        try (TerminalScene scene = new TerminalScene(Map.of());
                OpenSshDevice router = OpenSshDevice.start()) {
            UUID device = scene.device("core-sw-1", router);
            UUID key = scene.key(scene.admin, router);
            ApiClient anonymous = scene.controller.client();

            assertThat(anonymous.get("/health").status()).isEqualTo(200);
            assertThat(anonymous
                            .send("GET", "/health", null, "Origin", "tauri://localhost")
                            .header("Access-Control-Allow-Origin"))
                    .contains("tauri://localhost");
            Answer login = anonymous.post(
                    "/api/auth/login",
                    Map.of(
                            "username",
                            "admin",
                            "password",
                            scene.controller.adminPassword(),
                            "client_type",
                            "terminal"));
            assertThat(login.status()).isEqualTo(200);
            ApiClient client = anonymous.withToken(login.text("/access_token"));
            String payload = client.token().split("\\.")[1];
            assertThat(payload).as("the client decodes it as plain base64").doesNotContain("-", "_");
            assertThat(new String(Base64.getDecoder().decode(payload))).contains("\"exp\":");

            assertThat(client.get("/api/auth/me").text("/username")).isEqualTo("admin");
            JsonNode capabilities = client.get("/api/capabilities").json();
            assertThat(capabilities.at("/license_tier").stringValue()).isEqualTo("enterprise");
            assertThat(capabilities.at("/features").isArray()).isTrue();
            JsonNode devices = client.get("/api/devices/browse?limit=1000").json();
            assertThat(devices.at("/limit").intValue()).isEqualTo(1000);
            assertThat(devices.at("/items/0/id").stringValue()).isEqualTo(device.toString());
            assertThat(client.get("/api/host-keys/prompts")
                            .json()
                            .at("/prompts")
                            .isArray())
                    .isTrue();
            assertThat(client.get("/api/credentials/accessible")
                            .json()
                            .at("/items/0/id")
                            .stringValue())
                    .isEqualTo(key.toString());
            assertThat(client.get("/api/credentials/accessible/default").text("/id"))
                    .isEqualTo(key.toString());
            NOT_BUILT.forEach(path -> assertNotBuilt(client, anonymous, "GET", path));
            for (String endpoint : METHODS_NOT_BUILT) {
                String[] methodAndPath = endpoint.split(" ");
                assertNotBuilt(client, anonymous, methodAndPath[0], methodAndPath[1]);
            }
        }
    }

    private static void assertNotBuilt(ApiClient client, ApiClient anonymous, String method, String path) {
        String endpoint = method + " " + path;
        Map<String, String> body = method.equals("GET") ? null : Map.of("name", "x");
        Answer answer = client.send(method, path, body);
        assertThat(answer.status()).as(endpoint).isEqualTo(404);
        assertThat(answer.header("Content-Type")).as(endpoint).contains("application/json");
        assertThat(answer.text("/code")).as(endpoint).isEqualTo("NOT_FOUND");
        assertThat(answer.text("/error")).as(endpoint).isNotBlank();
        assertThat(anonymous.send(method, path, body).status()).as(endpoint).isEqualTo(401);
    }
}
