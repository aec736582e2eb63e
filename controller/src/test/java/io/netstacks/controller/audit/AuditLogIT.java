package io.netstacks.controller.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

class AuditLogIT {

    private static TestDatabase database;
    private static TestController controller;
    private static AuditLog audit;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        controller = TestController.start(Map.of("DATABASE_URL", database.url()));
        audit = controller.bean(AuditLog.class);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    private static String row(String type) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select concat_ws('|', outcome, actor_id, actor_name, ip_address, resource_type, resource_id, details)
                        from audit_event where event_type = '%s'
                        """.formatted(type))) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    @Test
    @DisplayName("C011 F009 an event is stored with who, where, on what and how it went")
    void anEventIsStored() throws Exception {
        UUID user = UUID.randomUUID();
        audit.append(AuditEvent.failure("test.all")
                        .by(user, "anna")
                        .from("192.0.2.7")
                        .on("device", "d1")
                        .with("reason", "because")
                        .with("ports", List.of(22, 23)))
                .block();
        assertThat(row("test.all"))
                .isEqualTo(
                        "failure|" + user + "|anna|192.0.2.7|device|d1|{\"ports\": [22, 23], \"reason\": \"because\"}");
    }

    @Test
    void anEventWithoutAnybodyIsStored() throws Exception {
        audit.append(AuditEvent.success("test.nobody")).block();
        assertThat(row("test.nobody")).isEqualTo("success|{}");
    }

    @Test
    void aNulInATextDoesNotLoseTheEvent() throws Exception {
        audit.append(AuditEvent.success("test.nul").by(null, "an\0na").with("text", "a\0b\\u0000c"))
                .block();
        assertThat(row("test.nul")).startsWith("success|anna|").contains("\"text\"");
    }

    @Test
    void anEventFallsWithItsTransaction() throws Exception {
        TransactionalOperator transaction = controller.bean(TransactionalOperator.class);
        Mono<Void> failing = transaction.transactional(audit.append(AuditEvent.success("test.undone"))
                .then(Mono.error(new IllegalStateException("the action failed"))));
        assertThatThrownBy(failing::block).isInstanceOf(IllegalStateException.class);
        assertThat(row("test.undone")).isNull();
    }

    @Test
    void aTypeIsResourceAndAction() {
        for (String type : List.of("", "login", "User.Login", "user.", "a b.c")) {
            assertThatThrownBy(() -> AuditEvent.success(type)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
