package io.netstacks.controller.health;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What {@code GET /api/v1/health} answers (D002): the names are scripted against. */
record HealthReport(
        String status,
        @JsonProperty("instance_id") String instanceId,
        @JsonProperty("instance_name") String instanceName,
        @JsonProperty("uptime_secs") long uptimeSecs,
        String version,
        String valkey,
        String database,
        Cluster cluster) {

    record Cluster(
            @JsonProperty("registered_instances") int registeredInstances,
            @JsonProperty("healthy_instances") int healthyInstances,
            @JsonProperty("total_sessions") long totalSessions,
            @JsonProperty("local_sessions") long localSessions) {}
}
