package io.netstacks.controller.broker;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.terminal.SessionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How a session came to its end, for the audit trail, which may hear of it much later.
 *
 * @param outputBytes what the device showed
 */
record SessionClosing(SessionOrigin origin, SessionEnd end, Instant openedAt, Instant endedAt, long outputBytes) {

    AuditEvent event() {
        AuditEvent event = origin.event("session.closed")
                .with("cause", end.cause().name().toLowerCase(Locale.ROOT))
                .with("reason", end.message())
                .with("ended_at", endedAt.toString())
                .with("duration_ms", Duration.between(openedAt, endedAt).toMillis())
                .with("output_bytes", outputBytes);
        return end.exitStatus() == null ? event : event.with("exit_status", end.exitStatus());
    }
}
