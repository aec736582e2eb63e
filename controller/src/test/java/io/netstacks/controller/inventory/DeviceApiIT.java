package io.netstacks.controller.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DeviceApiIT {

    private static TestDatabase database;
    private static TestController controller;
    private static ApiClient admin;
    private static ApiClient viewer;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        controller = TestController.start(Map.of("DATABASE_URL", database.url()));
        admin = controller.admin();
        admin.post(
                "/api/admin/users",
                Map.of("username", "vera", "password", "canary-viewer-password", "roles", List.of("viewer")));
        viewer = controller.client().login("vera", "canary-viewer-password");
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @BeforeEach
    void empty() throws Exception {
        database.execute("delete from device");
        database.execute("delete from audit_event");
    }

    @Test
    @DisplayName("C12 C13 a device that was created has the client's shape, with its defaults")
    void createdDevice() {
        Answer answer = admin.post("/api/devices", Map.of("name", " core1 ", "host", "core1.example.net"));
        assertThat(answer.status()).isEqualTo(201);
        JsonNode device = answer.json();
        assertThat(device.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "org_id",
                        "name",
                        "host",
                        "port",
                        "device_type",
                        "description",
                        "manufacturer",
                        "model",
                        "platform",
                        "site",
                        "source",
                        "default_credential_id",
                        "snmp_credential_id",
                        "connect_commands",
                        "created_at",
                        "updated_at");
        assertThat(answer.text("/name")).isEqualTo("core1");
        assertThat(device.path("port").intValue()).isEqualTo(22);
        assertThat(answer.text("/device_type")).isEqualTo("unknown");
        assertThat(answer.text("/source")).isEqualTo("manual");
        assertThat(device.path("connect_commands").isArray()).isTrue();
        assertThat(device.path("default_credential_id").isNull()).isTrue();
        assertThat(device.path("description").isNull()).isTrue();
        assertThat(answer.text("/created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");

        assertThat(admin.get("/api/devices/" + answer.text("/id")).json()).isEqualTo(device);
        assertThat(admin.get("/api/devices/browse").json().at("/items/0")).isEqualTo(device);
        assertThat(admin.get("/api/auth/me").text("/org_id")).isIn(null, answer.text("/org_id"));
    }

    @Test
    @DisplayName("C12 browse honours limit=1000 and sorts by name without regard to case")
    void browseAThousand() throws Exception {
        database.execute("""
                insert into device (id, org_id, name, host, port, device_type, source)
                select gen_random_uuid(), '00000000-0000-4000-8000-000000000001',
                       case when n % 2 = 0 then 'SW' else 'sw' end || lpad(n::text, 5, '0'), 'h' || n, 22, 'switch', 'manual'
                  from generate_series(1, 1200) n
                """);
        JsonNode page = viewer.get("/api/devices/browse?limit=1000").json();
        assertThat(page.path("items").size()).isEqualTo(1000);
        assertThat(page.path("total").intValue()).isEqualTo(1200);
        assertThat(page.path("limit").intValue()).isEqualTo(1000);
        assertThat(page.path("offset").intValue()).isZero();
        List<String> names = names(page);
        assertThat(names.subList(0, 3)).containsExactly("sw00001", "SW00002", "sw00003");

        JsonNode second =
                viewer.get("/api/devices/browse?limit=1000&offset=1000").json();
        names.addAll(names(second));
        assertThat(names).hasSize(1200).doesNotHaveDuplicates();
        assertThat(viewer.get("/api/devices/browse").json().path("items").size())
                .isEqualTo(50);
        JsonNode beyond = viewer.get("/api/devices/browse?offset=5000").json();
        assertThat(beyond.path("items").size()).isZero();
        assertThat(beyond.path("total").intValue()).isEqualTo(1200);
    }

    @Test
    @DisplayName("C12 browse filters by source, device_type and site, and searches names and hosts literally")
    void filters() {
        create("core1", "core1.example.net", Map.of("device_type", "router", "site", "Bern"));
        create("core2", "192.0.2.2", Map.of("device_type", "router", "site", "Basel"));
        create("access_1", "192.0.2.3", Map.of("device_type", "switch", "site", "Bern"));

        assertThat(browse("device_type=router")).containsExactly("core1", "core2");
        assertThat(browse("site=Bern")).containsExactly("access_1", "core1");
        assertThat(browse("site=Bern&device_type=router")).containsExactly("core1");
        assertThat(browse("site=")).hasSize(3);
        assertThat(browse("source=manual")).hasSize(3);
        assertThat(browse("source=netbox")).isEmpty();
        assertThat(browse("search=CORE")).containsExactly("core1", "core2");
        assertThat(browse("search=192.0.2.")).containsExactly("access_1", "core2");
        assertThat(browse("search=_")).containsExactly("access_1");
        assertThat(browse("search=%25")).isEmpty();
        assertThat(browse("search=" + "'%20or%201=1--")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("C12 a limit or offset out of range, and a filter that no device can have, are refused by name")
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=-1, limit",
        "limit=ten, limit",
        "limit=99999999999, limit",
        "offset=-1, offset",
        "site=a%00b, site",
        "search=a%0Ab, search"
    })
    void badQuery(String query, String field) {
        assertRefused(viewer.get("/api/devices/browse?" + query), 400, "INVALID_REQUEST", field);
    }

    @Test
    @DisplayName(
            "C13 what the client's dialog sends changes the device and keeps its description; blanks clear the rest")
    void clientDialog() {
        String id = create(
                "core1",
                "core1.example.net",
                Map.of("description", "Rack 7", "site", "Bern", "manufacturer", "Cisco", "platform", "ios-xe"));
        Answer answer = admin.put(
                "/api/devices/" + id,
                Map.of(
                        "name", "core1-new",
                        "host", "core1.example.net",
                        "port", 2222,
                        "device_type", "router",
                        "description", "",
                        "site", "",
                        "manufacturer", "Juniper",
                        "model", ""));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/name")).isEqualTo("core1-new");
        assertThat(answer.json().path("port").intValue()).isEqualTo(2222);
        assertThat(answer.text("/description")).isEqualTo("Rack 7");
        assertThat(answer.json().path("site").isNull()).isTrue();
        assertThat(answer.json().path("model").isNull()).isTrue();
        assertThat(answer.text("/manufacturer")).isEqualTo("Juniper");
        assertThat(answer.text("/platform")).isEqualTo("ios-xe");
        assertThat(admin.get("/api/devices/" + id).json()).isEqualTo(answer.json());

        assertThat(admin.put("/api/devices/" + id, "{\"description\": null}")
                        .json()
                        .path("description")
                        .isNull())
                .isTrue();
        assertThat(admin.put("/api/devices/" + id, "{}").text("/name")).isEqualTo("core1-new");
    }

    @Test
    @DisplayName("C13 two devices cannot have names that differ in case only")
    void namesAreUnique() throws Exception {
        create("core1", "192.0.2.1", Map.of());
        String other = create("core2", "192.0.2.2", Map.of());
        assertRefused(
                admin.post("/api/devices", Map.of("name", "CORE1", "host", "192.0.2.3")),
                409,
                "DEVICE_NAME_TAKEN",
                "CORE1");
        assertRefused(admin.put("/api/devices/" + other, Map.of("name", "Core1")), 409, "DEVICE_NAME_TAKEN", "Core1");
        assertThat(browse("")).containsExactly("core1", "core2");
        assertThat(database.count("select count(*) from audit_event where event_type like 'device.%'"))
                .isEqualTo(2);
    }

    @Test
    void aDeletedDeviceIsGone() {
        String id = create("core1", "192.0.2.1", Map.of());
        assertThat(admin.delete("/api/devices/" + id).status()).isEqualTo(204);
        assertRefused(admin.get("/api/devices/" + id), 404, "NOT_FOUND", "device");
        assertRefused(admin.put("/api/devices/" + id, Map.of("name", "x")), 404, "NOT_FOUND", "device");
        assertRefused(admin.delete("/api/devices/" + id), 404, "NOT_FOUND", "device");
        assertThat(admin.get("/api/devices/not-a-uuid").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @DisplayName("bad input is refused with its field's name, and nothing is written")
    @CsvSource(
            delimiter = '|',
            value = {
                "name | \"\"",
                "name | \"   \"",
                "name | null",
                "name | 5",
                "name | [\"x\"]",
                "name | \"a\\u0000b\"",
                "name | \"a\\nb\"",
                "name | LONG",
                "host | \"\"",
                "host | \"core 1\"",
                "host | \"user@core1\"",
                "host | \"ssh://core1\"",
                "host | \"core1:22\"",
                "host | \"core1\\u0000.example\"",
                "host | LONG",
                "host | 7",
                "port | 0",
                "port | 65536",
                "port | -1",
                "port | 22.5",
                "port | \"22\"",
                "port | 99999999999999",
                "port | true",
                "device_type | \"a\\u0001\"",
                "device_type | LONG",
                "device_type | {}",
                "description | 3",
                "description | \"a\\u0000b\"",
                "description | VERY_LONG",
                "site | [\"Bern\"]",
                "site | \"a\\u001bb\"",
                "manufacturer | LONG",
                "model | false",
                "platform | LONG"
            })
    void badFields(String field, String value) throws Exception {
        String json = "LONG".equals(value)
                ? "\"" + "a".repeat(256) + "\""
                : "VERY_LONG".equals(value) ? "\"" + "a".repeat(4097) + "\"" : value;
        String id = create("kept", "192.0.2.9", Map.of());
        JsonNode before = admin.get("/api/devices/" + id).json();
        database.execute("delete from audit_event");

        String others = field.equals("name")
                ? "\"host\": \"h\""
                : field.equals("host") ? "\"name\": \"n\"" : "\"name\": \"n\", \"host\": \"h\"";
        assertRefused(
                admin.post("/api/devices", "{%s, \"%s\": %s}".formatted(others, field, json)),
                400,
                "INVALID_REQUEST",
                field);
        assertRefused(
                admin.put("/api/devices/" + id, "{\"%s\": %s}".formatted(field, json)), 400, "INVALID_REQUEST", field);

        assertThat(admin.get("/api/devices/" + id).json()).isEqualTo(before);
        assertThat(database.count("select count(*) from device")).isEqualTo(1);
        assertThat(database.count("select count(*) from audit_event")).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "7", "{", "{\"name\": \"a\"} x", "EMPTY"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        Answer answer = admin.post("/api/devices", "EMPTY".equals(body) ? "" : body);
        assertRefused(answer, 400, "INVALID_REQUEST", "ody");
    }

    @Test
    @DisplayName("a user without devices.manage sees devices and changes none; without sign-in nothing")
    void permissions() throws Exception {
        String id = create("core1", "192.0.2.1", Map.of());
        Map<String, Object> move = Map.of("host", "attacker.example");
        for (Answer answer : List.of(
                viewer.post("/api/devices", Map.of("name", "x", "host", "x")),
                viewer.put("/api/devices/" + id, move),
                viewer.delete("/api/devices/" + id))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("/error")).isNotBlank();
        }
        assertThat(viewer.get("/api/devices/" + id).text("/host")).isEqualTo("192.0.2.1");
        for (Answer answer : List.of(
                controller.client().get("/api/devices/browse"),
                controller.client().get("/api/devices/" + id),
                controller.client().post("/api/devices", Map.of()),
                controller.client().put("/api/devices/" + id, move),
                controller.client().delete("/api/devices/" + id))) {
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    @Test
    @DisplayName("changes are audited with who, what and whether the device moved")
    void changesAreAudited() throws Exception {
        String id = create("core1", "192.0.2.1", Map.of());
        admin.put("/api/devices/" + id, Map.of("site", "Bern"));
        admin.put("/api/devices/" + id, Map.of("port", 2222));
        admin.delete("/api/devices/" + id);
        List<String> trail = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select event_type || ' ' || coalesce(details ->> 'moved', '-') || ' ' || actor_name || ' ' || resource_id
                          from audit_event where event_type like 'device.%' order by id
                        """)) {
            while (rows.next()) {
                trail.add(rows.getString(1));
            }
        }
        assertThat(trail)
                .containsExactly(
                        "device.created - admin " + id,
                        "device.changed false admin " + id,
                        "device.changed true admin " + id,
                        "device.deleted - admin " + id);
    }

    private static String create(String name, String host, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("name", name);
        body.put("host", host);
        Answer answer = admin.post("/api/devices", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return UUID.fromString(answer.text("/id")).toString();
    }

    private static List<String> browse(String query) {
        return names(viewer.get("/api/devices/browse?" + query).json());
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("items").forEach(item -> names.add(item.path("name").stringValue()));
        return names;
    }

    private static void assertRefused(Answer answer, int status, String code, String inText) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("/code")).isEqualTo(code);
        assertThat(answer.text("/error")).contains(inText);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("\tat ");
    }
}
