package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.device.DeviceLogin.KeyLogin;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

class HostKeyEndpointsIT {

    private static final String PASSWORD = "canary correct horse";

    private static TestDatabase database;
    private static TestController controller;
    private static ApiClient admin;
    private static ApiClient operator;
    private static ApiClient viewer;

    private OpenSshDevice device;

    @BeforeAll
    static void startController() {
        database = TestDatabase.empty();
        controller = TestController.start(Map.of("DATABASE_URL", database.url()));
        admin = controller.admin();
        operator = user("operator");
        viewer = user("viewer");
    }

    @AfterAll
    static void stopController() {
        controller.close();
    }

    @BeforeEach
    void startDevice() {
        device = OpenSshDevice.start();
    }

    @AfterEach
    void stopDevice() {
        device.close();
    }

    private static ApiClient user(String role) {
        String name = role + "-" + UUID.randomUUID();
        Answer created =
                admin.post("/api/admin/users", Map.of("username", name, "password", PASSWORD, "roles", List.of(role)));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return controller.client().login(name, PASSWORD);
    }

    /** Opens a shell as the session layer does for a signed-in user. */
    private Mono<DeviceLink> open(ApiClient client, String... permissions) {
        UUID id = UUID.fromString(client.get("/api/auth/me").text("/id"));
        CurrentUser user = new CurrentUser(id, "user", Set.of(), Set.of(permissions), UUID.randomUUID());
        Mono<DeviceLink> opening = controller
                .bean(DeviceConnector.class)
                .open(
                        DeviceTestbed.request(
                                user,
                                device.host(),
                                device.port(),
                                new KeyLogin(device.keyUser(), device.privateKey())),
                        DeviceTestbed.AT_ONCE,
                        event -> {})
                .cache();
        opening.subscribe(link -> {}, error -> {});
        return opening;
    }

    private static JsonNode awaitPrompt(ApiClient client) {
        Awaitility.await("a prompt").pollInterval(Duration.ofMillis(20)).until(() -> !prompts(client)
                .isEmpty());
        return prompts(client).get(0);
    }

    private static JsonNode prompts(ApiClient client) {
        Answer answer = client.get("/api/host-keys/prompts");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("prompts");
    }

    private static List<String> audited(String resource) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select event_type || ' ' || ip_address from audit_event where resource_type = 'host_key' and resource_id = '"
                                + resource + "' order by id")) {
            List<String> events = new ArrayList<>();
            while (rows.next()) {
                events.add(rows.getString(1));
            }
            return events;
        }
    }

    @Test
    @DisplayName("C36 C37 C39 C40 a key is asked about, approved, listed and forgotten")
    void aKeyIsAskedAboutApprovedListedAndForgotten() throws Exception {
        Mono<DeviceLink> opening = open(operator, "terminals.open");
        JsonNode prompt = awaitPrompt(operator);
        assertThat(prompt.propertyNames())
                .contains("id", "host", "port", "is_changed_key", "fingerprint", "previous_fingerprint", "created_at");
        assertThat(prompt.get("host").stringValue()).isEqualTo("127.0.0.1");
        assertThat(prompt.get("port").asInt()).isEqualTo(device.port());
        assertThat(prompt.get("is_changed_key").asBoolean()).isFalse();
        assertThat(prompt.get("previous_fingerprint").isNull()).isTrue();
        assertThat(prompt.get("fingerprint").stringValue()).isEqualTo(device.fingerprint("ed25519"));
        assertThat(prompt.get("created_at").stringValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z");
        assertThat(prompts(admin)).isEmpty();

        String path = "/api/host-keys/prompts/" + prompt.get("id").stringValue();
        assertThat(admin.post(path + "/approve", null).status()).isEqualTo(404);
        assertThat(operator.post(path + "/approve", null).status()).isEqualTo(204);
        opening.block(Duration.ofSeconds(10)).close();
        assertThat(operator.post(path + "/approve", null).status()).isEqualTo(404);
        assertThat(prompts(operator)).isEmpty();

        assertThat(operator.get("/api/host-keys")
                        .json()
                        .valueStream()
                        .filter(key -> key.get("port").asInt() == device.port()))
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.get("host").stringValue()).isEqualTo("127.0.0.1");
                    assertThat(key.get("key_type").stringValue()).isEqualTo("ssh-ed25519");
                    assertThat(key.get("fingerprint").stringValue()).isEqualTo(device.fingerprint("ed25519"));
                });

        String known = "/api/host-keys/127.0.0.1/" + device.port();
        assertThat(operator.delete(known).status()).isEqualTo(403);
        assertThat(admin.delete(known).status()).isEqualTo(204);
        assertThat(admin.delete(known).status()).isEqualTo(404);
        assertThat(audited("127.0.0.1 " + device.port()))
                .containsExactly("host_key.approved 127.0.0.1", "host_key.removed 127.0.0.1");
    }

    @Test
    @DisplayName("C38 a rejected key ends the attempt")
    void aRejectedKeyEndsTheAttempt() throws Exception {
        Mono<DeviceLink> opening = open(operator, "terminals.open");
        String id = awaitPrompt(operator).get("id").stringValue();

        assertThat(operator.post("/api/host-keys/prompts/" + id + "/reject", null)
                        .status())
                .isEqualTo(204);

        Throwable failure = opening.<Throwable>map(link -> new AssertionError("opened"))
                .onErrorResume(Mono::just)
                .block(Duration.ofSeconds(10));
        assertThat(failure).isInstanceOf(DeviceConnectException.class).hasMessageContaining("rejected");
        assertThat(audited("127.0.0.1 " + device.port())).containsExactly("host_key.rejected 127.0.0.1");
    }

    @Test
    @DisplayName("C36 C37 a changed key shows both fingerprints and is replaced by an administrator only")
    void aChangedKeyShowsBothFingerprints() throws Exception {
        open(operator, "terminals.open");
        operator.post(
                "/api/host-keys/prompts/" + awaitPrompt(operator).get("id").stringValue() + "/approve", null);
        String known = device.fingerprint("ed25519");
        device.replaceHostKey();

        Mono<DeviceLink> opening = open(admin, "*");
        JsonNode prompt = awaitPrompt(admin);

        assertThat(prompt.get("is_changed_key").asBoolean()).isTrue();
        assertThat(prompt.get("previous_fingerprint").stringValue()).isEqualTo(known);
        assertThat(prompt.get("fingerprint").stringValue()).isEqualTo(device.fingerprint("ed25519"));
        assertThat(admin.post("/api/host-keys/prompts/" + prompt.get("id").stringValue() + "/approve", null)
                        .status())
                .isEqualTo(204);
        opening.block(Duration.ofSeconds(10)).close();
        assertThat(audited("127.0.0.1 " + device.port()))
                .containsExactly("host_key.approved 127.0.0.1", "host_key.replaced 127.0.0.1");
    }

    @Test
    @DisplayName("C37 whoever lost the permission meanwhile cannot approve a changed key")
    void aChangedKeyIsNotApprovedByWhoMayNotReplaceIt() {
        open(operator, "terminals.open");
        operator.post(
                "/api/host-keys/prompts/" + awaitPrompt(operator).get("id").stringValue() + "/approve", null);
        device.replaceHostKey();
        open(operator, "*");
        String id = awaitPrompt(operator).get("id").stringValue();

        assertThat(operator.post("/api/host-keys/prompts/" + id + "/approve", null)
                        .status())
                .isEqualTo(403);
        assertThat(operator.post("/api/host-keys/prompts/" + id + "/reject", null)
                        .status())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("C40 an IPv6 host comes percent-encoded")
    void anIpv6HostComesPercentEncoded() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into host_key (host, port, key_type, public_key, fingerprint) "
                    + "values ('2001:db8::a', 22, 'ssh-ed25519', '', 'SHA256:x')");
        }

        assertThat(admin.delete("/api/host-keys/2001%3ADB8%3A%3AA/22").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/host-keys/sw1/0, 400",
        "/api/host-keys/sw1/65536, 400",
        "/api/host-keys/s%00w/22, 400",
        "/api/host-keys/sw1/ssh, 404",
        "/api/host-keys/no-such-device/22, 404"
    })
    @DisplayName("C40 what is no known host and port is refused")
    void whatIsNoKnownHostAndPortIsRefused(String path, int status) {
        Answer answer = admin.delete(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("/error")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "00000000-0000-0000-0000-000000000000"})
    @DisplayName("C37 C38 an unknown prompt is not found")
    void anUnknownPromptIsNotFound(String id) {
        assertThat(operator.post("/api/host-keys/prompts/" + id + "/approve", null)
                        .status())
                .isEqualTo(404);
        assertThat(operator.post("/api/host-keys/prompts/" + id + "/reject", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whoMayNotOpenTerminalsSeesNoPrompts() {
        assertThat(viewer.get("/api/host-keys/prompts").status()).isEqualTo(403);
        assertThat(controller.client().get("/api/host-keys/prompts").status()).isEqualTo(401);
        assertThat(controller.client().get("/api/host-keys").status()).isEqualTo(401);
    }
}
