package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.cluster.ThisInstance;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.terminal.TerminalSize;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;

class RecordingApiIT {

    private static final Duration PATIENCE = RecordingStack.PATIENCE;
    private static final String PASSWORD = "canary viewers like it long";

    private static TestController controller;
    private static ApiClient admin;
    private static ApiClient ann;
    private static ApiClient bob;
    private static UUID annId;
    private static UUID bobId;

    @BeforeAll
    static void start() {
        controller = TestController.start(Map.of());
        admin = controller.admin();
        annId = addUser("ann");
        bobId = addUser("bob");
        ann = controller.client().login("ann", PASSWORD);
        bob = controller.client().login("bob", PASSWORD);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    private static UUID addUser(String name) {
        Answer created = admin.post(
                "/api/admin/users", Map.of("username", name, "password", PASSWORD, "roles", List.of("viewer")));
        return UUID.fromString(created.text("/id"));
    }

    @Test
    @DisplayName("C42 C43 a recording is listed and read in the client's shape")
    void aRecordingHasTheClientsShape() {
        OpenRecording recording = record(annId, "core-sw", "hello");
        recording.end();
        recording.closed().block(PATIENCE);

        JsonNode one = ann.get("/api/recordings/" + recording.id()).json();
        assertThat(one.get("id").stringValue()).isEqualTo(recording.id().toString());
        assertThat(one.get("session_id").isString()).isTrue();
        assertThat(one.get("user_id").stringValue()).isEqualTo(annId.toString());
        assertThat(one.get("name").stringValue()).isEqualTo("core-sw");
        assertThat(one.get("terminal_cols").intValue()).isEqualTo(132);
        assertThat(one.get("terminal_rows").intValue()).isEqualTo(43);
        assertThat(one.get("duration_ms").isIntegralNumber()).isTrue();
        assertThat(one.get("file_path").stringValue()).isEqualTo("recordings/" + recording.id());
        assertThat(one.get("status").stringValue()).isEqualTo("complete");
        assertThat(one.get("output_bytes").longValue()).isEqualTo(5);
        for (String time : List.of("created_at", "updated_at")) {
            assertThat(one.get(time).stringValue()).endsWith("Z");
            assertThat(Instant.parse(one.get(time).stringValue()))
                    .isAfter(Instant.now().minusSeconds(60));
        }
        JsonNode list = ann.get("/api/recordings").json();
        assertThat(list.isArray()).isTrue();
        assertThat(list.get(0)).isEqualTo(one);
    }

    @Test
    @DisplayName("C42 the list is newest first and paged")
    void theListIsNewestFirstAndPaged() {
        UUID user = addUser("carl");
        ApiClient carl = controller.client().login("carl", PASSWORD);
        for (int i = 0; i < 5; i++) {
            record(user, "device-" + i, "x");
        }
        assertThat(names(carl.get("/api/recordings")))
                .containsExactly("device-4", "device-3", "device-2", "device-1", "device-0");
        assertThat(names(carl.get("/api/recordings?limit=2&offset=1"))).containsExactly("device-3", "device-2");
        assertThat(names(carl.get("/api/recordings?limit=1000&offset=5"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=-1", "limit=x", "offset=-1", "offset=99999999999999999999"})
    void aLimitOrOffsetOutOfRangeIsRefusedByName(String query) {
        Answer answer = ann.get("/api/recordings?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error")).contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    @DisplayName(
            "C42 C43 C47 own recordings for everybody, all of them for who holds recordings.read, and nobody learns of others")
    void whoMaySeeWhat() {
        OpenRecording recording = record(annId, "secret-room", "for ann");
        String path = "/api/recordings/" + recording.id();

        assertThat(ann.get(path).status()).isEqualTo(200);
        assertThat(admin.get(path).status()).isEqualTo(200);
        assertThat(admin.get(path + "/data").body()).contains("for ann");
        assertThat(names(admin.get("/api/recordings"))).contains("secret-room");
        assertThat(names(bob.get("/api/recordings"))).doesNotContain("secret-room");
        for (String hidden : List.of(path, path + "/data")) {
            Answer answer = bob.get(hidden);
            Answer unknown = bob.get(
                    hidden.replace(recording.id().toString(), UUID.randomUUID().toString()));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(unknown.body());
            assertThat(controller.client().get(hidden).status()).isEqualTo(401);
        }
        assertThat(ann.get("/api/recordings/no-uuid").status()).isIn(400, 404);
    }

    @Test
    @DisplayName("C47 the download is a playable asciicast, also while the session runs and after it was interrupted")
    void theDownloadPlaysInEveryState() {
        String text = "Grüße \u001b[31mred\u001b[0m 😀\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        AtomicLong stored = new AtomicLong();
        OpenRecording recording = start(annId, "core-sw \"1\"", stored);
        for (int i = 0; i < bytes.length; i++) {
            recording.output(i, new byte[] {bytes[i]});
        }
        recording.resize(new TerminalSize(200, 50));
        await().atMost(PATIENCE).until(() -> stored.get() == bytes.length);

        Answer live = ann.get("/api/recordings/" + recording.id() + "/data");
        assertThat(live.status()).isEqualTo(200);
        assertThat(live.header("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/x-asciicast"));
        List<JsonNode> lines = AsciicastTest.parse(live.body().getBytes(StandardCharsets.UTF_8));
        assertThat(lines.getFirst().get("version").intValue()).isEqualTo(2);
        assertThat(lines.getFirst().get("title").stringValue()).isEqualTo("core-sw \"1\"");
        assertThat(AsciicastTest.text(lines)).isEqualTo(text);
        assertThat(lines.getLast().get(1).stringValue()).isEqualTo("r");

        controller.bean(Recordings.class).interruptOrphans(List.of(self())).block(PATIENCE);
        assertThat(ann.get("/api/recordings/" + recording.id()).text("/status")).isEqualTo("interrupted");
        assertThat(ann.get("/api/recordings/" + recording.id() + "/data").body())
                .isEqualTo(live.body());
    }

    @Test
    @DisplayName("C47 a long recording comes whole, over many pages of chunks")
    void aLongRecordingComesWhole() {
        StringBuilder shown = new StringBuilder();
        OpenRecording recording = start(annId, "long", new AtomicLong());
        for (int i = 0; i < 60_000; i++) {
            String line = "line " + i + " of a very long show command, world without end\r\n";
            recording.output(shown.length(), line.getBytes(StandardCharsets.UTF_8));
            shown.append(line);
        }
        recording.end();
        recording.closed().block(PATIENCE);
        Answer data = ann.get("/api/recordings/" + recording.id() + "/data");
        assertThat(AsciicastTest.text(AsciicastTest.parse(data.body().getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(shown.toString());
    }

    @Test
    @DisplayName("C47 a damaged chunk is named in its place, and what is whole is still played")
    void aDamagedChunkIsNamedInItsPlace() {
        OpenRecording recording = start(annId, "damaged", new AtomicLong());
        for (int i = 0; i < 3; i++) {
            byte[] bytes = ("part-" + i + " ").repeat(160_000).getBytes(StandardCharsets.UTF_8);
            recording.output(i * (long) bytes.length, bytes);
        }
        recording.end();
        recording.closed().block(PATIENCE);
        controller
                .bean(DatabaseClient.class)
                .sql(
                        "update recording_chunk set data = set_byte(data, length(data) / 2, 255 - get_byte(data, length(data) / 2)) where recording_id = :id and seq = 2")
                .bind("id", recording.id())
                .then()
                .block(PATIENCE);

        Answer data = ann.get("/api/recordings/" + recording.id() + "/data");
        assertThat(data.status()).isEqualTo(200);
        assertThat(AsciicastTest.text(AsciicastTest.parse(data.body().getBytes(StandardCharsets.UTF_8))))
                .contains("part-0", "of this recording are damaged and left out (chunk 2)", "part-2")
                .endsWith("part-2 ");
        assertThat(ann.get("/api/recordings").status()).isEqualTo(200);
    }

    private static OpenRecording record(UUID user, String name, String text) {
        AtomicLong stored = new AtomicLong();
        OpenRecording recording = start(user, name, stored);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        recording.output(0, bytes);
        await().atMost(PATIENCE).until(() -> stored.get() == bytes.length);
        return recording;
    }

    private static OpenRecording start(UUID user, String name, AtomicLong stored) {
        SessionId session = SessionId.random();
        controller
                .bean(DatabaseClient.class)
                .sql("""
                        insert into session (id, user_id, device_name, host, port, owner, owner_address, resume_token_hash)
                        values (:id, :user, :name, '192.0.2.1', 22, :owner, 'here', :token)
                        """)
                .bind("id", session.value())
                .bind("user", user)
                .bind("name", name)
                .bind("owner", self())
                .bind("token", session.toString().getBytes())
                .then()
                .block(PATIENCE);
        Ownership ownership =
                new Ownership(session, controller.bean(ThisInstance.class).id(), 1);
        return controller
                .bean(Recordings.class)
                .start(ownership, user, name, new TerminalSize(132, 43), false, stored::set)
                .block(PATIENCE);
    }

    private static String self() {
        return controller.bean(ThisInstance.class).id().value();
    }

    private static List<String> names(Answer list) {
        assertThat(list.status()).isEqualTo(200);
        return list.json()
                .valueStream()
                .map(one -> one.get("name").stringValue())
                .toList();
    }
}
