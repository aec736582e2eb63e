package io.netstacks.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The other tests start the classes; this one starts what is delivered: its wiring was worked out by the build ({@code spring.aot.enabled}). */
class PackagedIT {

    @Test
    @DisplayName("The packaged jar starts with its options, in the built wiring, and serves a client")
    void serves() {
        try (ControllerProcess controller =
                ControllerProcess.on(TestDatabase.empty()).startPackaged()) {
            controller.awaitReady();
            ApiClient anonymous = controller.client();

            assertThat(controller.output()).contains("Starting AOT-processed ControllerApplication");
            assertThat(anonymous.get("/api/v1/ready").status()).isEqualTo(200);
            assertThat(anonymous.get("/api/devices").status()).isEqualTo(401);
            ApiClient admin = anonymous.login("admin", controller.adminPassword());
            assertThat(admin.get("/api/devices/browse?limit=1000").status()).isEqualTo(200);
            assertThat(admin.post("/api/devices", Map.of("name", "core-sw-1", "host", "192.0.2.1", "port", 70_000))
                            .status())
                    .isEqualTo(400);
            // 128 + SIGTERM: how Java ends after its shutdown hooks.
            assertThat(controller.stop()).isEqualTo(143);
        }
    }
}
