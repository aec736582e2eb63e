package io.netstacks.controller.auth;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.web.ClientAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Who makes a request and from where: what the audit trail wants to know.
 *
 * @param address the peer's IP address, if it has one
 */
public record Caller(CurrentUser user, @Nullable String address) {

    public static Caller of(CurrentUser user, ServerHttpRequest request) {
        return new Caller(user, ClientAddress.of(request));
    }

    /** The event that this caller did something, still to be told on what. */
    public AuditEvent did(String type) {
        return AuditEvent.success(type).by(user.id(), user.username()).from(address);
    }
}
