package io.netstacks.controller.broker;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.cluster.SessionDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A session and whose it is, as the audit trail tells it. Kept for the session's whole life, so without what its user may do.
 *
 * @param username null where only the user's id is known
 * @param address the client's IP address when the session was opened
 */
record SessionOrigin(
        SessionDescriptor session,
        @Nullable String username,
        @Nullable String address) {

    AuditEvent event(String type) {
        AuditEvent event = AuditEvent.success(type)
                .by(session.user(), username)
                .from(address)
                .on("session", session.id())
                .with("device_name", session.deviceName())
                .with("host", session.host())
                .with("port", session.port())
                .with("credential_id", session.credential().toString());
        return session.device() == null
                ? event
                : event.with("device_id", session.device().toString());
    }
}
