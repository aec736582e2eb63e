package io.netstacks.controller.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HealthIT {

    @Test
    @DisplayName(
            "D001, D002, E004: health needs no sign-in and has exactly the documented fields, with the configured name")
    void theFields() {
        try (TestController controller = TestController.start(Map.of("NETSTACKS_INSTANCE_NAME", "rack-7"))) {
            Answer answer = controller.client().get("/api/v1/health");
            assertThat(answer.status()).isEqualTo(200);
            JsonNode health = answer.json();
            assertThat(health.propertyNames())
                    .containsExactlyInAnyOrder(
                            "status",
                            "instance_id",
                            "instance_name",
                            "uptime_secs",
                            "version",
                            "valkey",
                            "database",
                            "cluster");
            assertThat(health.at("/cluster").propertyNames())
                    .containsExactlyInAnyOrder(
                            "registered_instances", "healthy_instances", "total_sessions", "local_sessions");
            assertThat(answer.text("/status")).isEqualTo("healthy");
            assertThat(answer.text("/instance_id")).matches("ctrl-[0-9a-f]{8}");
            assertThat(answer.text("/instance_name")).isEqualTo("rack-7");
            assertThat(health.at("/uptime_secs").isIntegralNumber()).isTrue();
            assertThat(answer.text("/version")).matches("\\d+\\.\\d+\\.\\d+.*");
            assertThat(answer.text("/valkey")).isEqualTo("not_configured");
            assertThat(answer.text("/database")).isEqualTo("connected");
            assertThat(health.at("/cluster/registered_instances").intValue()).isEqualTo(1);
            assertThat(health.at("/cluster/healthy_instances").intValue()).isEqualTo(1);
            assertThat(health.at("/cluster/total_sessions").intValue()).isZero();
            assertThat(health.at("/cluster/local_sessions").intValue()).isZero();
            assertThat(controller.client().get("/health").status()).isEqualTo(200);
            assertThat(controller.client().get("/api/v1/ready").status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName(
            "D004, D006, D007: without its database an instance answers 503 and says so, stays alive and ready, and recovers by itself")
    void theDatabaseGoesAndComes() {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink wire = CuttableLink.to(database.port());
                TestController controller = TestController.start(Map.of("DATABASE_URL", database.urlThrough(wire)))) {
            awaitHealth(controller, 200, "healthy", "connected");
            wire.cut();
            awaitHealth(controller, 503, "degraded", "disconnected");
            assertThat(controller.client().get("/health").status()).isEqualTo(200);
            assertThat(controller.client().get("/api/v1/ready").status()).isEqualTo(200);
            wire.mend();
            awaitHealth(controller, 200, "healthy", "connected");
        }
    }

    private static void awaitHealth(TestController controller, int status, String word, String database) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Answer answer = controller.client().get("/api/v1/health");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text("/status")).isEqualTo(word);
            assertThat(answer.text("/database")).isEqualTo(database);
        });
    }
}
