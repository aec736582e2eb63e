package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import io.netstacks.controller.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What sessions outlive: their client, their database. */
class SessionSurvivalIT {

    @Test
    @DisplayName(
            "C013 without a client a session ends at SESSION_ORPHAN_TIMEOUT_SECS, and its token says so afterwards")
    void theOrphanTimeout() {
        try (TerminalScene scene = new TerminalScene(Map.of("SESSION_ORPHAN_TIMEOUT_SECS", "2"));
                OpenSshDevice router = OpenSshDevice.start()) {
            UUID device = scene.device("core", router);
            UUID key = scene.key(scene.admin, router);
            TerminalSocket terminal = scene.open(scene.admin, device, key);
            UUID session = terminal.sessionId();
            assertThat(localSessions(scene)).isEqualTo(1);
            terminal.drop();
            await().atMost(Duration.ofSeconds(20)).until(() -> localSessions(scene) == 0);
            try (TerminalSocket back = scene.resume(scene.admin, device, key, terminal.resumeToken(), "")) {
                back.awaitText("has ended. Press Enter to start a new one.");
                assertThat(back.sessionId()).isEqualTo(session);
            }
        }
    }

    @Test
    @DisplayName(
            "design 8.5: the database goes away under a live session: it goes on, new ones get a clear answer, nothing recorded is lost")
    void theDatabaseGoesAndComes() {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink wire = CuttableLink.to(database.port());
                TerminalScene scene = new TerminalScene(Map.of("DATABASE_URL", database.urlThrough(wire)));
                OpenSshDevice router = OpenSshDevice.start()) {
            UUID device = scene.device("core", router);
            UUID key = scene.key(scene.admin, router);
            ApiClient admin = scene.admin;
            TerminalSocket terminal = scene.open(admin, device, key);
            terminal.type("stty -echo; echo before-$((1+1))\n").awaitText("before-2");
            // A second socket that was there before: opening one needs the user's rights, which the database holds.
            TerminalSocket waiting = scene.connect(admin, UUID.randomUUID(), key, "");
            waiting.awaitError();

            wire.cut();
            await().until(() -> scene.controller.client().get("/api/v1/health").status() == 503);
            for (int i = 1; i <= 50; i++) {
                terminal.type("echo without-" + i + "-$((1+1))\n").awaitText("without-" + i + "-2");
            }
            terminal.type("seq 1 20000; echo flood-$((1+1))\n").awaitText("flood-2");
            waiting.type("x").await(t -> t.count(Frame.Error.class) == 2, "a second Error");
            assertThat(waiting.awaitError())
                    .contains("cannot reach its database")
                    .doesNotContainIgnoringCase("auth");
            ApiClient.Answer login = scene.controller
                    .client()
                    .post("/api/auth/login", Map.of("username", "admin", "password", "canary-not-the-password"));
            assertThat(login.status()).isEqualTo(503);
            assertThat(login.text("/code")).isEqualTo("DATABASE_UNAVAILABLE");

            wire.mend();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> scene.controller.client().get("/api/v1/health").status() == 200);
            terminal.type("echo after-$((1+1)); exit\n").awaitText("Press Enter");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(recording(admin, terminal.sessionId())).contains("\"status\":\"complete\""));
            String cast = cast(admin, terminal.sessionId());
            assertThat(cast).contains("before-2", "without-50-2", "flood-2", "after-2", "20000\\r\\n");
            terminal.close();
            waiting.close();
        }
    }

    @Test
    @DisplayName("design 8.1: an owner that was replaced learns it and closes its side")
    void anotherOwner() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (TerminalScene scene = new TerminalScene(Map.of("DATABASE_URL", database.url()));
                OpenSshDevice router = OpenSshDevice.start();
                java.sql.Connection connection = database.connect();
                java.sql.Statement sql = connection.createStatement()) {
            UUID device = scene.device("core", router);
            UUID key = scene.key(scene.admin, router);
            TerminalSocket terminal = scene.open(scene.admin, device, key);
            terminal.type("echo mine-$((1+1))\n").awaitText("mine-2");
            sql.executeUpdate("update session set owner = 'ctrl-ffffffff', epoch = epoch + 1 where id = '"
                    + terminal.sessionId() + "'");
            terminal.type("echo more\n").awaitText("Another controller");
            await().until(() -> localSessions(scene) == 0);
            terminal.close();
        }
    }

    private static long localSessions(TerminalScene scene) {
        return scene.controller
                .client()
                .get("/api/v1/health")
                .json()
                .at("/cluster/local_sessions")
                .longValue();
    }

    static String recording(ApiClient user, UUID session) {
        for (tools.jackson.databind.JsonNode recording :
                user.get("/api/recordings?limit=1000").json()) {
            if (recording.at("/session_id").stringValue().equals(session.toString())) {
                return recording.toString();
            }
        }
        return "";
    }

    static String cast(ApiClient user, UUID session) {
        String id = recording(user, session).replaceAll(".*?\"id\":\"([^\"]*)\".*", "$1");
        return user.get("/api/recordings/" + id + "/data").body();
    }
}
