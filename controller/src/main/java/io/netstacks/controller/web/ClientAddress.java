package io.netstacks.controller.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Where a request comes from, for the audit trail. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The peer's IP address, or null when the connection has none. A header that the client could have written is not believed. */
    public static @Nullable String of(ServerHttpRequest request) {
        return of(request.getRemoteAddress());
    }

    public static @Nullable String of(@Nullable InetSocketAddress peer) {
        InetAddress address = peer == null ? null : peer.getAddress();
        return address == null ? null : address.getHostAddress();
    }
}
