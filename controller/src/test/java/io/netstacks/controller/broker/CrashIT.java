package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import io.netstacks.controller.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller is killed in the middle of output. */
class CrashIT {

    /** A number that grows by one, and the device's own time in nanoseconds. */
    private static final Pattern TICK = Pattern.compile("tick-(\\d+)-(\\d{19})");

    @Test
    @DisplayName("C011: a kill -9 costs at most the last second of a recording; the next start closes it, and it plays")
    void killedInTheMiddleOfOutput(@TempDir Path data) throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (OpenSshDevice router = OpenSshDevice.start()) {
            ControllerProcess first = starter(database, data).start().awaitReady();
            ApiClient admin = new ApiClient(first.uri("").toString()).login("admin", adminPassword(first));
            UUID device = TerminalScene.id(admin.post(
                    "/api/devices",
                    Map.of("name", "core", "host", router.host(), "port", router.port(), "device_type", "router")));
            UUID key = TerminalScene.id(admin.post(
                    "/api/credentials/personal",
                    Map.of(
                            "name",
                            "key",
                            "credential_type",
                            "ssh_key",
                            "username",
                            router.keyUser(),
                            "secret",
                            router.privateKey())));
            TerminalSocket terminal = open(first, admin, device, key, "");
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                admin.get("/api/host-keys/prompts")
                        .json()
                        .at("/prompts")
                        .forEach(prompt -> admin.post(
                                "/api/host-keys/prompts/" + prompt.at("/id").stringValue() + "/approve", null));
                return !terminal.frames().isEmpty();
            });
            UUID session = terminal.sessionId();
            UUID token = terminal.resumeToken();
            terminal.type("stty -echo; i=0; while :; do i=$((i+1)); echo tick-$i-$(date +%s%N); sleep 0.01; done\n");
            terminal.awaitText("tick-300-");

            first.kill();
            terminal.awaitClosed();
            List<long[]> seen = ticks(terminal.text());

            ControllerProcess second = starter(database, data).start().awaitReady();
            ApiClient again = admin.withBase(second.uri("").toString());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(SessionSurvivalIT.recording(again, session))
                            .contains("\"status\":\"interrupted\""));
            String cast = SessionSurvivalIT.cast(again, session);
            assertThat(cast).startsWith("{\"version\":2");
            List<long[]> played = ticks(cast);
            for (int i = 0; i < played.size(); i++) {
                assertThat(played.get(i)[0]).as("no gap and nothing twice").isEqualTo(i + 1);
            }
            long lostNanos = seen.getLast()[1] - played.getLast()[1];
            assertThat(Duration.ofNanos(lostNanos)).isLessThan(Duration.ofSeconds(1));

            try (TerminalSocket back = open(second, again, device, key, "&reconnect_token=" + token)) {
                back.awaitText("Press Enter to start a new one.");
                assertThat(back.sessionId()).isEqualTo(session);
                back.type("\r").await(t -> !t.sessionId().equals(session), "a new session");
                back.type("echo new-$((1+1))\n").awaitText("new-2");
            }
            assertThat(second.stop()).as("a stop in order").isIn(0, 143);
        }
    }

    private static ControllerProcess.Starter starter(TestDatabase database, Path data) throws Exception {
        return ControllerProcess.on(database)
                .tlsFolder(Files.createDirectories(data.resolve("tls")))
                .set("DATA_DIR", data.toString())
                .set("HA_HEARTBEAT_INTERVAL_SECS", "1")
                .set("HA_STALE_INSTANCE_TTL_SECS", "3");
    }

    private static TerminalSocket open(
            ControllerProcess controller, ApiClient user, UUID device, UUID key, String more) {
        return TerminalSocket.open(
                TerminalScene.HTTP,
                URI.create(controller.uri("").toString()),
                "credential_id=" + key + "&session_id=device-" + device + more + "&token=" + user.token());
    }

    private static String adminPassword(ControllerProcess controller) {
        Matcher line = Pattern.compile("Admin password: (\\S{16})").matcher(controller.output());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private static List<long[]> ticks(String text) {
        List<long[]> ticks = new ArrayList<>();
        Matcher matcher = TICK.matcher(text.replaceAll("\"\\]\\n\\[[0-9.]+, ?\"o\", ?\"", ""));
        while (matcher.find()) {
            ticks.add(new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))});
        }
        return ticks;
    }
}
