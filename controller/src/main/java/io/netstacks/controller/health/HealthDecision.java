package io.netstacks.controller.health;

import io.netstacks.controller.startup.Startup;

/**
 * What health and readiness say, as a pure function of what is known (design D3): 503 with {@code degraded} in the body while the database is away,
 * before readiness and while draining; {@code degraded} with 200 when only Valkey is away. Readiness is not taken away by a fault of a shared server.
 */
record HealthDecision(boolean healthy, boolean serving, boolean ready) {

    static HealthDecision of(Startup.Phase phase, boolean databaseConnected, Valkey valkey) {
        boolean ready = phase == Startup.Phase.READY;
        boolean serving = ready && databaseConnected;
        return new HealthDecision(serving && valkey != Valkey.DISCONNECTED, serving, ready);
    }

    String status() {
        return healthy ? "healthy" : "degraded";
    }

    int httpStatus() {
        return serving ? 200 : 503;
    }

    /** D003. */
    enum Valkey {
        CONNECTED,
        DISCONNECTED,
        NOT_CONFIGURED
    }
}
