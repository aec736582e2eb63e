package io.netstacks.controller.tryout;

import io.netstacks.controller.tryout.ControllerApi.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Puts the simulated device into the inventory, with a shared credential that administrators may use on it, through the public API. What is there already
 * stays as it is, so that it may run at every start. The device's host key is left for the user to approve, as with any new device.
 */
final class Seed {

    static final String DEVICE = "core-sw-1";
    private static final String CREDENTIAL = DEVICE + " login";
    private static final String HOST = "127.0.0.1";

    private final ControllerApi api;

    Seed(ControllerApi api) {
        this.api = api;
    }

    /** @param port where the device listens; when that has changed since last time the device moves, which costs it its grants, so they are given again */
    void plant(int port, String user, String password) throws IOException, InterruptedException {
        String device = device(port);
        String credential = credential(user, password);
        grant(credential, device);
    }

    private String device(int port) throws IOException, InterruptedException {
        Optional<JsonNode> known = named(api.get("/api/devices/browse?limit=1000"), DEVICE);
        if (known.isEmpty()) {
            Map<String, Object> device = Map.of(
                    "name", DEVICE,
                    "host", HOST,
                    "port", port,
                    "device_type", "cisco_ios",
                    "manufacturer", "NetStacks",
                    "model", "Simulated router",
                    "site", "This machine",
                    "description", "A simulated device: nothing on it is real.");
            return id(api.post("/api/devices", device).orFail("Adding the simulated device"));
        }
        String id = id(known.get());
        if (known.get().path("port").asInt() != port
                || !known.get().path("host").asString().equals(HOST)) {
            api.put("/api/devices/" + id, Map.of("host", HOST, "port", port)).orFail("Moving the simulated device");
        }
        return id;
    }

    private String credential(String user, String password) throws IOException, InterruptedException {
        Optional<JsonNode> known = named(api.get("/api/admin/credentials?limit=1000"), CREDENTIAL);
        if (known.isPresent()) {
            return id(known.get());
        }
        Map<String, Object> credential = Map.of(
                "name", CREDENTIAL,
                "credential_type", "ssh_password",
                "username", user,
                "secret", password,
                "description", "The simulated device's user.");
        return id(api.post("/api/admin/credentials", credential).orFail("Adding the simulated device's credential"));
    }

    private void grant(String credential, String device) throws IOException, InterruptedException {
        Answer granted = api.post(
                "/api/admin/credentials/" + credential + "/grants", Map.of("device_id", device, "role", "admin"));
        if (granted.status() != 409) {
            granted.orFail("Granting the simulated device's credential");
        }
    }

    private static Optional<JsonNode> named(Answer list, String name) {
        return list.orFail("Listing")
                .path("items")
                .valueStream()
                .filter(item -> item.path("name").asString("").equals(name))
                .findFirst();
    }

    private static String id(JsonNode node) {
        return node.path("id").asString();
    }
}
