package io.netstacks.controller.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.FreePort;
import io.netstacks.controller.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, as the process that gets them behaves. */
class SettingsIT {

    @Test
    @DisplayName("E001 E002 E003: what is missing stops the start, all of it named at once, empty or unset")
    void missingSettingsAreNamedAtOnce() {
        try (ControllerProcess controller = ControllerProcess.withoutDatabase()
                .set("DATABASE_URL", "")
                .unset("VAULT_MASTER_KEY")
                .unset("JWT_SECRET")
                .start()) {
            assertThat(controller.awaitExit()).isEqualTo(1);
            assertThat(controller.output())
                    .containsOnlyOnce("The controller cannot start:")
                    .contains("DATABASE_URL is missing. Expected: postgres://user:password@host:5432/database")
                    .contains("VAULT_MASTER_KEY is missing")
                    .contains("JWT_SECRET is missing");
            assertNoNoise(controller);
        }
    }

    @Test
    @DisplayName("E006: a port that is none stops the start without showing the value")
    void aValueOfTheWrongTypeIsNotShown() {
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                .set("API_PORT", "canary-port")
                .set("DATABASE_POOL_SIZE", "canary-size")
                .start()) {
            assertThat(controller.awaitExit()).isEqualTo(1);
            assertThat(controller.output())
                    .contains("API_PORT cannot be read. Expected: a port number, 0 to 65535. Example: 3000")
                    .contains("DATABASE_POOL_SIZE cannot be read")
                    .doesNotContain("canary")
                    .doesNotContain("Value:");
            assertNoNoise(controller);
        }
    }

    @Test
    @DisplayName("E006: API_PORT is where the controller listens, and a port in use is named")
    void listensOnTheGivenPort() throws Exception {
        int port = FreePort.find();
        ControllerProcess.Starter starter =
                ControllerProcess.on(TestDatabase.empty()).set("API_PORT", Integer.toString(port));
        try (ControllerProcess controller = starter.start()) {
            assertThat(controller.port()).isEqualTo(port);
            assertThat(controller.get("/health").statusCode()).isEqualTo(200);
            assertThat(controller.output()).containsOnlyOnce("Netty started on port");
            try (ControllerProcess second = starter.start()) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.output()).contains("API_PORT is " + port + ", which another process listens on");
                assertNoNoise(second);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("E007: API_BIND_ADDR restricts the listener to one address; the default is all")
    void listensOnTheGivenAddress() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (ControllerProcess one = ControllerProcess.on(database)
                        .set("API_BIND_ADDR", "127.0.0.1")
                        .start();
                ControllerProcess all =
                        ControllerProcess.on(database).unset("API_BIND_ADDR").start()) {
            connect("127.0.0.1", one.port());
            assertThatThrownBy(() -> connect("127.0.0.2", one.port())).isInstanceOf(IOException.class);
            connect("127.0.0.2", all.port());
        }
        try (ControllerProcess foreign =
                ControllerProcess.on(database).set("API_BIND_ADDR", "192.0.2.1").start()) {
            assertThat(foreign.awaitExit()).isEqualTo(1);
            assertThat(foreign.output()).contains("API_BIND_ADDR is not an address of this machine");
        }
    }

    @Test
    @DisplayName("H023: the plain listener is off, and loud when it is on")
    void thePlainListenerAnswersTheSame() throws Exception {
        int port = FreePort.find();
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                        .set("API_PLAIN_PORT", Integer.toString(port))
                        .start();
                HttpClient client = HttpClient.newHttpClient()) {
            controller.awaitLine("Plain HTTP is open on 127.0.0.1 port " + port);
            HttpResponse<String> plain = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.body()).isEqualTo(controller.get("/health").body());
        }
    }

    @Test
    @DisplayName("E003: a token of one instance is good on another with the same JWT_SECRET, and only there")
    void tokensAreGoodWhereTheSecretIsTheSame() {
        TestDatabase database = TestDatabase.empty();
        try (ControllerProcess a = ControllerProcess.on(database).start()) {
            String token = a.client().login("admin", a.adminPassword()).token();
            try (ControllerProcess same = ControllerProcess.on(database).start();
                    ControllerProcess other = ControllerProcess.on(database)
                            .set("JWT_SECRET", "canary-another-jwt-secret-than-the-first")
                            .start()) {
                same.awaitReady();
                other.awaitReady();
                assertThat(same.client().withToken(token).get("/api/auth/me").status())
                        .isEqualTo(200);
                assertThat(other.client().withToken(token).get("/api/auth/me").status())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    @DisplayName(
            "E002: a master key of 63 characters, or not of hexadecimal digits, stops the start without showing it")
    void aBadMasterKeyIsNotShown() {
        for (String key : new String[] {"cafe0ddc".repeat(8).substring(1), "cafe0ddx".repeat(8)}) {
            try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                    .set("VAULT_MASTER_KEY", key)
                    .start()) {
                assertThat(controller.awaitExit()).isEqualTo(1);
                assertThat(controller.output()).contains("VAULT_MASTER_KEY ").doesNotContain("cafe0dd");
                assertNoNoise(controller);
            }
        }
    }

    @Test
    @DisplayName("design 7: at the finest log level no token, password or key of a request is in the log")
    void requestsLeaveNoSecretsInTheLog() throws Exception {
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                .set("RUST_LOG", "trace")
                .start()) {
            controller.awaitReady();
            controller.post("/api/auth/login", "{\"username\":\"admin\",\"password\":\"canary-password\"}");
            controller.post("/api/auth/refresh", "{\"refresh_token\":\"canary-refresh\"}");
            controller.post("/api/auth/login?token=canary-query", "{\"username\": canary-broken");
            for (String path : new String[] {"/ws/ssh", "/ws/shared", "/api/auth/me", "/nowhere"}) {
                controller.send(HttpRequest.newBuilder(controller.uri(
                                path + "?token=canary-token&reconnect_token=canary-reconnect&share=canary-share"))
                        .header("Authorization", "Bearer canary-bearer-token"));
            }
            String adminPassword = controller.adminPassword();
            controller.client().login("admin", adminPassword).get("/api/auth/me");
            assertThat(controller.lines())
                    .filteredOn(line -> !line.contains(": Admin password: "))
                    .noneMatch(line -> line.contains("canary") || line.contains(adminPassword));
        }
    }

    @Test
    @DisplayName("E005: RUST_LOG rules the log from the first line on, and what is wrong in it is said")
    void rustLogIsObeyed() {
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                .set("RUST_LOG", "warn,netstacks::startup=info,netstacks=loud")
                .start()) {
            controller.awaitReady();
            assertThat(controller.output())
                    .contains(
                            "WARN  io.netstacks.controller.environment.LogDirectivesProcessor : RUST_LOG holds the directive \"netstacks=loud\"")
                    .doesNotContain("SchemaStep")
                    .doesNotContain("Starting ControllerApplication");
            assertThat(controller.lines())
                    .allMatch(line -> line.matches(
                            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (ERROR|WARN |INFO ) \\S+ : .*"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "off", "netstacks::broker=debug", "info/no message is like this"})
    @DisplayName("E005 F001: the first administrator's password is in the log whatever RUST_LOG says")
    void rustLogDoesNotHideTheOnlyWayIn(String quiet) {
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                .set("RUST_LOG", quiet)
                .start()) {
            controller.awaitLine("Change this password immediately after first login");
            assertThat(controller.output())
                    .containsOnlyOnce(" : Created default admin user\n")
                    .containsPattern(" : Admin password: [A-Za-z0-9]{16}\n")
                    .doesNotContain("SchemaStep");
        }
    }

    private static void connect(String host, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(host), port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    /** One block, no stack trace, nothing about Spring. */
    private static void assertNoNoise(ControllerProcess controller) {
        assertThat(controller.output())
                .doesNotContain("    at ")
                .doesNotContain("Exception")
                .doesNotContain("APPLICATION FAILED");
    }
}
