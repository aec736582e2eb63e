package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.cluster.Ownership;
import io.netstacks.controller.cluster.SessionDescriptor;
import io.netstacks.controller.terminal.SessionEnd;
import io.netstacks.controller.terminal.SessionId;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who was on which device, when, from where and with which credential. */
class SessionAuditIT {

    private static final String WRITTEN = "Press Enter";

    private static TestDatabase database;
    private static CuttableLink wire;
    private static TerminalScene scene;
    private static OpenSshDevice router;
    private static ApiClient alice;
    private static UUID device;
    private static UUID key;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        wire = CuttableLink.to(database.port());
        scene = new TerminalScene(
                Map.of("DATABASE_URL", database.url().replace(":" + database.port() + "/", ":" + wire.port() + "/")));
        router = OpenSshDevice.start();
        alice = scene.user("alice", "operator");
        device = scene.device("core-sw-1", router);
        key = scene.key(alice, router);
    }

    @AfterAll
    static void stop() throws Exception {
        scene.close();
        router.close();
        wire.close();
    }

    private static TerminalSocket open() {
        TerminalSocket terminal = scene.open(alice, device, key);
        terminal.awaitSession();
        return terminal;
    }

    private static List<String> query(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the audit trail says of a session: each event as outcome, actor's name, address, then its details. */
    private static List<String> events(String type, UUID session) throws SQLException {
        return query(
                "select concat_ws('|', outcome, actor_name, ip_address, details) from audit_event where event_type = '%s' and resource_type = 'session' and resource_id = '%s'"
                        .formatted(type, session));
    }

    private static JsonNode onlyEvent(String type, UUID session) throws SQLException {
        List<String> events = events(type, session);
        assertThat(events).hasSize(1);
        String prefix = "success|alice|127.0.0.1|";
        assertThat(events.getFirst()).startsWith(prefix);
        return JsonMapper.shared().readTree(events.getFirst().substring(prefix.length()));
    }

    private static JsonNode awaitClosed(UUID session) throws SQLException {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !events("session.closed", session).isEmpty());
        return onlyEvent("session.closed", session);
    }

    @Test
    @DisplayName(
            "F009 opening and closing a session are audited: who, from where, on what, with which credential, how it ended")
    void aSessionFromItsBeginningToItsEnd() throws Exception {
        UUID session;
        try (TerminalSocket terminal = open()) {
            session = terminal.sessionId();
            JsonNode opened = onlyEvent("session.opened", session);
            assertThat(opened.at("/device_id").stringValue()).isEqualTo(device.toString());
            assertThat(opened.at("/device_name").stringValue()).isEqualTo("core-sw-1");
            assertThat(opened.at("/host").stringValue()).isEqualTo("127.0.0.1");
            assertThat(opened.at("/port").intValue()).isEqualTo(router.port());
            assertThat(opened.at("/credential_id").stringValue()).isEqualTo(key.toString());
            assertThat(events("session.closed", session)).isEmpty();
            terminal.type("exit 3\n").awaitText(WRITTEN);
        }
        JsonNode closed = awaitClosed(session);
        assertThat(closed.at("/device_id").stringValue()).isEqualTo(device.toString());
        assertThat(closed.at("/credential_id").stringValue()).isEqualTo(key.toString());
        assertThat(closed.at("/cause").stringValue()).isEqualTo("device");
        assertThat(closed.at("/reason").stringValue()).contains("ended with status 3");
        assertThat(closed.at("/exit_status").intValue()).isEqualTo(3);
        assertThat(closed.at("/duration_ms").longValue()).isPositive();
        assertThat(closed.at("/output_bytes").longValue()).isPositive();
        assertThat(query("select actor_id::text from audit_event where resource_id = '" + session + "'"))
                .containsOnly(query("select user_id::text from session where id = '" + session + "'")
                        .getFirst());
    }

    @Test
    @DisplayName("design 8.5: a database that is away holds no session up; the audit trail has its end once it is back")
    void theDatabaseIsAwayAtTheEnd() throws Exception {
        UUID session;
        Instant mended;
        try (TerminalSocket terminal = open()) {
            session = terminal.sessionId();
            terminal.type("echo before-$((1+1))\n").awaitText("before-2");
            wire.cut();
            try {
                terminal.type("echo without-$((1+1))\n").awaitText("without-2");
                terminal.type("exit\n").awaitText(WRITTEN);
                mended = Instant.now();
            } finally {
                wire.mend();
            }
        }
        JsonNode closed = awaitClosed(session);
        assertThat(Instant.parse(closed.at("/ended_at").stringValue())).isBefore(mended);
        assertThat(query("select count(*) from session where id = '" + session + "' and ended_at is not null"))
                .containsExactly("1");
    }

    @Test
    void aSessionThatCannotBeAuditedIsNotOpened() throws Exception {
        open().type("exit\n").awaitText(WRITTEN).close();
        String before = query("select count(*) from session").getFirst();
        execute("alter table audit_event rename to audit_event_gone");
        try (TerminalSocket terminal = scene.connect(alice, device, key, "")) {
            assertThat(terminal.awaitError()).contains("could not be opened").doesNotContainIgnoringCase("auth");
        } finally {
            execute("alter table audit_event_gone rename to audit_event");
        }
        assertThat(query("select count(*) from session")).containsExactly(before);
    }

    @Test
    void whatIsNotOursAnyMoreIsNotSaidToBeClosed() throws Exception {
        UUID session;
        try (TerminalSocket terminal = open()) {
            session = terminal.sessionId();
            SessionDescriptor descriptor = new SessionDescriptor(
                    new SessionId(session), UUID.randomUUID(), null, "core", "127.0.0.1", 22, key);
            Instant now = Instant.now();
            SessionClosing closing = new SessionClosing(
                    new SessionOrigin(descriptor, "mallory", null),
                    new SessionEnd(SessionEnd.Cause.CLOSED, "lost", null),
                    now,
                    now,
                    0);
            scene.controller
                    .bean(SessionRows.class)
                    .close(new Ownership(descriptor.id(), new InstanceId("ctrl-ffffffff"), 1), closing)
                    .block();
            assertThat(events("session.closed", session)).isEmpty();
            terminal.type("exit\n").awaitText(WRITTEN);
        }
        awaitClosed(session);
    }

    @Test
    void whatADeadInstanceLeftIsClosedOnceAndAudited() throws Exception {
        UUID session = UUID.randomUUID();
        execute("""
                insert into session (id, user_id, device_id, device_name, host, port, credential_id, owner, owner_address, resume_token_hash)
                select '%s', id, '%s', 'core-sw-1', '127.0.0.1', 22, '%s', 'ctrl-dead0001', '192.0.2.1:1', decode(md5('%s'), 'hex')
                from users where username = 'alice'
                """.formatted(session, device, key, session));
        SessionRows rows = scene.controller.bean(SessionRows.class);

        assertThat(rows.closeOrphans(List.of("ctrl-dead0001")).block()).isEqualTo(1);
        assertThat(rows.closeOrphans(List.of("ctrl-dead0001")).block()).isZero();

        List<String> events = events("session.closed", session);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst())
                .contains("\"cause\": \"instance_gone\"", "\"device_name\": \"core-sw-1\"", key.toString());
    }
}
