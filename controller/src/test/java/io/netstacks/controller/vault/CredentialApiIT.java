package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CredentialApiIT {

    private static final String PERSONAL = "/api/credentials/personal";
    private static final String SHARED = "/api/admin/credentials";

    private static TestDatabase database;
    private static TestController controller;
    private static ApiClient admin;
    private static ApiClient alice;
    private static ApiClient bob;
    private static ApiClient viewer;
    private static String aliceId;
    private static String privateKey;

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.empty();
        controller = TestController.start(Map.of("DATABASE_URL", database.url()));
        admin = controller.admin();
        alice = user("alice", "operator");
        bob = user("bob", "operator");
        viewer = user("vera", "viewer");
        aliceId = alice.get("/api/auth/me").text("/id");
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                SecurityUtils.getKeyPairGenerator("Ed25519").generateKeyPair(), "canary", null, key);
        privateKey = key.toString(StandardCharsets.US_ASCII);
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @BeforeEach
    void empty() throws Exception {
        database.execute("delete from credential");
        database.execute("delete from device");
        database.execute("delete from audit_event");
    }

    @Test
    @DisplayName("C16 C17 a personal credential has the client's shape and shows no secret")
    void personalShape() {
        Answer created = alice.post(
                PERSONAL,
                Map.of(
                        "name", "lab",
                        "credential_type", "ssh_password",
                        "username", "netops",
                        "secret", "canary-lab",
                        "enable_secret", "canary-enable",
                        "host", "core1.example.net",
                        "port", 2222,
                        "description", "The lab"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "description",
                        "credential_type",
                        "username",
                        "host",
                        "port",
                        "has_enable_secret",
                        "created_at",
                        "updated_at");
        assertThat(created.json().path("has_enable_secret").booleanValue()).isTrue();
        assertThat(created.text("/credential_type")).isEqualTo("ssh_password");
        Answer list = alice.get(PERSONAL);
        assertThat(list.json().at("/items/0")).isEqualTo(created.json());
        assertThat(created.body() + list.body()).doesNotContain("canary");
    }

    @Test
    @DisplayName("E002 secrets are in the database as ciphertext only")
    void storedEncrypted() throws Exception {
        create(alice, PERSONAL, "lab", Map.of("enable_secret", "canary-enable"));
        assertThat(database.text("select encode(secret, 'escape') || encode(enable_secret, 'escape') from credential"))
                .doesNotContain("canary");
        assertThat(database.text(
                        "select string_agg(details::text, ' ') from audit_event where event_type like 'credential.%'"))
                .contains("lab")
                .doesNotContain("canary");
    }

    @Test
    @DisplayName("C14 accessible are one's own and the shared ones granted to the user or a role, by name")
    void accessible() {
        create(alice, PERSONAL, "m-own", Map.of());
        create(bob, PERSONAL, "a-foreign", Map.of());
        create(admin, SHARED, "b-not-granted", Map.of());
        String toUser = create(admin, SHARED, "C-user", Map.of());
        String toRole = create(admin, SHARED, "d-role", Map.of());
        String toOtherRole = create(admin, SHARED, "e-viewers", Map.of());
        String device = device("core1");
        String other = device("core2");
        grant(toUser, device, "user_id", aliceId);
        grant(toUser, other, "user_id", aliceId);
        grant(toRole, device, "role", "operator");
        grant(toOtherRole, device, "role", "viewer");

        Answer accessible = alice.get("/api/credentials/accessible");
        assertThat(names(accessible)).containsExactly("C-user", "d-role", "m-own");
        JsonNode first = accessible.json().at("/items/0");
        assertThat(first.propertyNames())
                .containsExactlyInAnyOrder(
                        "id", "name", "description", "credential_type", "username", "host", "port", "vault_type");
        assertThat(first.path("vault_type").stringValue()).isEqualTo("shared");
        assertThat(accessible.json().at("/items/2/vault_type").stringValue()).isEqualTo("personal");
        assertThat(accessible.body()).doesNotContain("canary");

        assertThat(names(bob.get("/api/credentials/accessible"))).containsExactly("a-foreign", "d-role");
        assertThat(names(viewer.get("/api/credentials/accessible"))).containsExactly("e-viewers");
        assertThat(names(admin.get("/api/credentials/accessible"))).isEmpty();
    }

    @Test
    @DisplayName("C15 the default is the first accessible by name, or JSON null")
    void defaultCredential() {
        Answer none = alice.get("/api/credentials/accessible/default");
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.body()).isEqualTo("null");

        create(alice, PERSONAL, "z-own", Map.of());
        String shared = create(admin, SHARED, "A-shared", Map.of());
        grant(shared, device("core1"), "user_id", aliceId);
        Answer first = alice.get("/api/credentials/accessible/default");
        assertThat(first.text("/id")).isEqualTo(shared);
        assertThat(first.text("/vault_type")).isEqualTo("shared");
    }

    @Test
    @DisplayName("C17 an SSH key is taken when it is one, and comes back as it was entered")
    void sshKey() {
        Answer created = alice.post(
                PERSONAL,
                Map.of("name", "key", "credential_type", "ssh_key", "username", "netops", "secret", privateKey));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(reveal(alice, created.text("/id"), "check").text("/secret")).isEqualTo(privateKey);

        assertRefused(
                alice.post(
                        PERSONAL,
                        Map.of(
                                "name",
                                "bad",
                                "credential_type",
                                "ssh_key",
                                "username",
                                "u",
                                "secret",
                                "canary-no-key")),
                400,
                "INVALID_REQUEST",
                "secret must be one private key");
        assertRefused(
                alice.put(PERSONAL + "/" + created.text("/id"), Map.of("secret", "canary-no-key")),
                400,
                "INVALID_REQUEST",
                "secret must be one private key");
        assertThat(reveal(alice, created.text("/id"), "check").text("/secret")).isEqualTo(privateKey);
    }

    @Test
    @DisplayName("C18 a partial change keeps what it does not name; the secret changes only when given")
    void partialChange() {
        String id = create(
                alice,
                PERSONAL,
                "lab",
                Map.of("description", "old", "host", "h1", "port", 22, "enable_secret", "canary-e"));
        Answer renamed = alice.put(PERSONAL + "/" + id, Map.of("name", "lab2", "secret", ""));
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.text("/name")).isEqualTo("lab2");
        assertThat(renamed.text("/description")).isEqualTo("old");
        assertThat(renamed.json().path("has_enable_secret").booleanValue()).isTrue();
        assertThat(reveal(alice, id, "check").text("/secret")).isEqualTo("canary-lab");

        Answer cleared = alice.put(
                PERSONAL + "/" + id,
                "{\"secret\": \"canary-new\", \"description\": \"\", \"host\": null, \"port\": null, \"enable_secret\": null}");
        assertThat(cleared.json().path("description").isNull()).isTrue();
        assertThat(cleared.json().path("host").isNull()).isTrue();
        assertThat(cleared.json().path("port").isNull()).isTrue();
        assertThat(cleared.json().path("has_enable_secret").booleanValue()).isFalse();
        assertThat(reveal(alice, id, "check").text("/secret")).isEqualTo("canary-new");

        assertRefused(
                alice.put(PERSONAL + "/" + id, Map.of("credential_type", "ssh_key")), 400, "INVALID_REQUEST", "secret");
        assertThat(alice.put(PERSONAL + "/" + id, Map.of("credential_type", "ssh_key", "secret", privateKey))
                        .text("/credential_type"))
                .isEqualTo("ssh_key");
    }

    @Test
    @DisplayName("C19 a deleted credential is gone")
    void deleted() {
        String id = create(alice, PERSONAL, "lab", Map.of());
        assertThat(alice.delete(PERSONAL + "/" + id).status()).isEqualTo(204);
        assertRefused(alice.delete(PERSONAL + "/" + id), 404, "NOT_FOUND", "credential");
        assertThat(names(alice.get(PERSONAL))).isEmpty();
    }

    @Test
    @DisplayName("C20 revealing needs a reason, is audited with it, and is for the owner only")
    void revealing() throws Exception {
        String id = create(alice, PERSONAL, "lab", Map.of());
        String shared = create(admin, SHARED, "shared", Map.of());
        grant(shared, device("core1"), "user_id", aliceId);
        for (String body :
                List.of("{}", "{\"reason\": \"\"}", "{\"reason\": \"  \"}", "{\"reason\": null}", "{\"reason\": 1}")) {
            assertRefused(alice.post(PERSONAL + "/" + id + "/reveal", body), 400, "INVALID_REQUEST", "reason");
        }
        assertThat(database.count("select count(*) from audit_event where event_type = 'credential.revealed'"))
                .isZero();

        assertThat(reveal(alice, id, "Locked out of core1").json())
                .isEqualTo(alice.post(PERSONAL + "/" + id + "/reveal", Map.of("reason", "again"))
                        .json());
        assertThat(database.text("""
                                select string_agg(actor_name || ' ' || (resource_id = '%s') || ' ' || (ip_address is not null) || ' '
                                                  || (details ->> 'reason'), '; ' order by id)
                                  from audit_event where event_type = 'credential.revealed'
                                """.formatted(id)))
                .isEqualTo("alice true true Locked out of core1; alice true true again");

        for (ApiClient other : List.of(bob, admin)) {
            assertRefused(reveal(other, id, "curious"), 404, "NOT_FOUND", "credential");
        }
        assertRefused(reveal(alice, shared, "curious"), 404, "NOT_FOUND", "credential");
        assertRefused(reveal(admin, shared, "curious"), 404, "NOT_FOUND", "credential");
    }

    @Test
    @DisplayName("C16 C18 C19 somebody else's credential answers as one that does not exist, and is not touched")
    void foreignIds() throws Exception {
        String foreign = create(bob, PERSONAL, "bobs", Map.of());
        String shared = create(admin, SHARED, "shared", Map.of());
        String before = database.text("select string_agg(c::text, ';' order by id) from credential c");
        for (String id : List.of(foreign, shared, UUID.randomUUID().toString())) {
            assertThat(alice.put(PERSONAL + "/" + id, Map.of("name", "mine")).body())
                    .isEqualTo(alice.delete(PERSONAL + "/" + UUID.randomUUID()).body());
            assertRefused(alice.delete(PERSONAL + "/" + id), 404, "NOT_FOUND", "credential");
        }
        assertRefused(admin.put(SHARED + "/" + foreign, Map.of("name", "x")), 404, "NOT_FOUND", "credential");
        assertRefused(admin.delete(SHARED + "/" + foreign), 404, "NOT_FOUND", "credential");
        assertRefused(admin.get(SHARED + "/" + foreign + "/grants"), 404, "NOT_FOUND", "credential");
        assertRefused(
                admin.post(
                        SHARED + "/" + foreign + "/grants", Map.of("device_id", device("core1"), "role", "operator")),
                404,
                "NOT_FOUND",
                "credential");
        assertThat(names(admin.get(SHARED))).containsExactly("shared");
        assertThat(database.text("select string_agg(c::text, ';' order by id) from credential c"))
                .isEqualTo(before);
        assertThat(alice.get(PERSONAL + "/not-a-uuid").status()).isEqualTo(404);
        assertThat(alice.delete(PERSONAL + "/not-a-uuid").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @DisplayName("C17 C18 bad input is refused with its field's name, shared and personal, and nothing is written")
    @CsvSource(
            delimiter = '|',
            value = {
                "name | \"\"",
                "name | 5",
                "name | \"a\\u0000b\"",
                "name | LONG",
                "credential_type | \"ssh\"",
                "credential_type | 1",
                "credential_type | null",
                "secret | 5",
                "secret | {}",
                "secret | \"canary\\u0000\"",
                "secret | \"canary\\nline\"",
                "secret | VERY_LONG",
                "username | \"\"",
                "username | null",
                "username | \"net\\u0000ops\"",
                "username | LONG",
                "username | []",
                "host | \"core 1\"",
                "host | \"a\\u0000\"",
                "host | 3",
                "port | 0",
                "port | 65536",
                "port | \"22\"",
                "description | 7",
                "description | \"a\\u0000\"",
                "description | VERY_LONG",
                "enable_secret | 7",
                "enable_secret | \"canary\\r\"",
                "enable_secret | VERY_LONG"
            })
    void badFields(String field, String value) throws Exception {
        String json = "LONG".equals(value)
                ? "\"" + "a".repeat(256) + "\""
                : "VERY_LONG".equals(value) ? "\"" + "canary".repeat(1000) + "\"" : value;
        String own = create(alice, PERSONAL, "kept", Map.of());
        String shared = create(admin, SHARED, "kept", Map.of());
        String before = database.text("select string_agg(c::text, ';' order by id) from credential c");
        database.execute("delete from audit_event");

        Map<String, String> fields = new HashMap<>(Map.of(
                "name",
                "\"new\"",
                "credential_type",
                "\"ssh_password\"",
                "secret",
                "\"canary-x\"",
                "username",
                "\"u\""));
        fields.put(field, json);
        List<String> members = new ArrayList<>();
        fields.forEach((name, content) -> members.add("\"" + name + "\": " + content));
        String create = "{" + String.join(", ", members) + "}";
        String change = "{\"" + field + "\": " + json + "}";

        assertRefused(alice.post(PERSONAL, create), 400, "INVALID_REQUEST", field);
        assertRefused(admin.post(SHARED, create), 400, "INVALID_REQUEST", field);
        assertRefused(alice.put(PERSONAL + "/" + own, change), 400, "INVALID_REQUEST", field);
        assertRefused(admin.put(SHARED + "/" + shared, change), 400, "INVALID_REQUEST", field);

        assertThat(database.text("select string_agg(c::text, ';' order by id) from credential c"))
                .isEqualTo(before);
        assertThat(database.count("select count(*) from audit_event")).isZero();
    }

    @ParameterizedTest
    @DisplayName("C17 the contract's other credential types are refused with the supported ones")
    @CsvSource({"api_token", "snmp_community", "generic_secret"})
    void laterTypes(String type) {
        assertRefused(
                alice.post(
                        PERSONAL, Map.of("name", "x", "credential_type", type, "username", "u", "secret", "canary-x")),
                400,
                "INVALID_REQUEST",
                "credential_type must be one of the supported types: ssh_password, ssh_key.");
    }

    @ParameterizedTest
    @DisplayName("C17 what a credential needs is missed by name")
    @CsvSource({"name", "credential_type", "secret", "username"})
    void missingFields(String field) {
        Map<String, Object> body = new HashMap<>(
                Map.of("name", "x", "credential_type", "ssh_password", "username", "u", "secret", "canary-x"));
        body.remove(field);
        assertRefused(alice.post(PERSONAL, body), 400, "INVALID_REQUEST", field + " is missing");
    }

    @Test
    @DisplayName("C17 C18 names are unique per owner without regard to case")
    void uniqueNames() {
        create(alice, PERSONAL, "lab", Map.of());
        String other = create(alice, PERSONAL, "other", Map.of());
        create(bob, PERSONAL, "LAB", Map.of());
        create(admin, SHARED, "lab", Map.of());
        Map<String, Object> again =
                Map.of("name", "Lab", "credential_type", "ssh_password", "username", "u", "secret", "canary-x");
        assertRefused(alice.post(PERSONAL, again), 409, "CREDENTIAL_NAME_TAKEN", "personal credential named \"Lab\"");
        assertRefused(admin.post(SHARED, again), 409, "CREDENTIAL_NAME_TAKEN", "shared credential named \"Lab\"");
        assertRefused(alice.put(PERSONAL + "/" + other, Map.of("name", "LAB")), 409, "CREDENTIAL_NAME_TAKEN", "LAB");
        assertThat(names(alice.get(PERSONAL))).containsExactly("lab", "other");
    }

    @Test
    @DisplayName(
            "an administrator creates, changes, lists and deletes shared credentials, and never sees their secrets")
    void sharedLifecycle() {
        String id = create(admin, SHARED, "shared", Map.of("enable_secret", "canary-enable"));
        Answer changed = admin.put(SHARED + "/" + id, Map.of("secret", "canary-changed", "username", "netops2"));
        assertThat(changed.text("/username")).isEqualTo("netops2");
        Answer list = admin.get(SHARED);
        assertThat(list.json().at("/items/0")).isEqualTo(changed.json());
        assertThat(list.json().path("total").intValue()).isEqualTo(1);
        assertThat(changed.body() + list.body()).doesNotContain("canary");
        assertThat(admin.delete(SHARED + "/" + id).status()).isEqualTo(204);
        assertRefused(admin.delete(SHARED + "/" + id), 404, "NOT_FOUND", "credential");
    }

    @Test
    @DisplayName("grants are listed with names, made once, and revoked")
    void grantLifecycle() throws Exception {
        String id = create(admin, SHARED, "shared", Map.of());
        String device = device("core1");
        String grants = SHARED + "/" + id + "/grants";
        Answer toUser = admin.post(grants, Map.of("device_id", device, "user_id", aliceId));
        assertThat(toUser.status()).as(toUser.body()).isEqualTo(201);
        assertThat(toUser.text("/device_name")).isEqualTo("core1");
        assertThat(toUser.text("/username")).isEqualTo("alice");
        Answer toRole = admin.post(grants, Map.of("device_id", device, "role", "viewer"));
        assertThat(toRole.text("/role")).isEqualTo("viewer");
        assertRefused(
                admin.post(grants, Map.of("device_id", device, "role", "viewer")), 409, "GRANT_EXISTS", "already");
        assertThat(admin.get(grants).json().path("items").size()).isEqualTo(2);

        String other = create(admin, SHARED, "other", Map.of());
        assertRefused(admin.delete(SHARED + "/" + other + "/grants/" + toUser.text("/id")), 404, "NOT_FOUND", "grant");
        assertThat(admin.delete(grants + "/" + toUser.text("/id")).status()).isEqualTo(204);
        assertRefused(admin.delete(grants + "/" + toUser.text("/id")), 404, "NOT_FOUND", "grant");
        assertThat(admin.get(grants).json().path("items").size()).isEqualTo(1);
        assertThat(
                        database.text(
                                "select string_agg(event_type, ' ' order by id) from audit_event where event_type like '%grant%'"))
                .isEqualTo("credential.granted credential.granted credential.grant_revoked");
    }

    @Test
    @DisplayName(
            "a grant to nobody, to both, to an unknown device, user or role is refused by name, and nothing is written")
    void badGrants() throws Exception {
        String grants = SHARED + "/" + create(admin, SHARED, "shared", Map.of()) + "/grants";
        String device = device("core1");
        String unknown = UUID.randomUUID().toString();
        assertRefused(admin.post(grants, Map.of("role", "viewer")), 400, "INVALID_REQUEST", "device_id");
        assertRefused(
                admin.post(grants, Map.of("device_id", "core1", "role", "viewer")),
                400,
                "INVALID_REQUEST",
                "device_id");
        assertRefused(
                admin.post(grants, Map.of("device_id", unknown, "role", "viewer")),
                400,
                "INVALID_REQUEST",
                "device_id");
        assertRefused(admin.post(grants, Map.of("device_id", device)), 400, "INVALID_REQUEST", "user_id");
        assertRefused(
                admin.post(grants, Map.of("device_id", device, "user_id", aliceId, "role", "viewer")),
                400,
                "INVALID_REQUEST",
                "user_id");
        assertRefused(
                admin.post(grants, Map.of("device_id", device, "user_id", unknown)), 400, "INVALID_REQUEST", "user_id");
        assertRefused(admin.post(grants, Map.of("device_id", device, "role", "root")), 400, "INVALID_REQUEST", "role");
        assertRefused(
                admin.post(SHARED + "/" + unknown + "/grants", Map.of("device_id", device, "role", "viewer")),
                404,
                "NOT_FOUND",
                "credential");
        assertThat(database.count("select count(*) from credential_grant")).isZero();
    }

    @Test
    @DisplayName(
            "design §8.4: a device that moves by the API loses its grants, and who cannot manage devices cannot move it")
    void movingADeviceClearsItsGrants() throws Exception {
        String shared = create(admin, SHARED, "shared", Map.of());
        String device = device("core1");
        String other = device("core2");
        grant(shared, device, "role", "operator");
        grant(shared, other, "role", "operator");

        assertThat(alice.put("/api/devices/" + device, Map.of("host", "attacker.example"))
                        .status())
                .isEqualTo(403);
        assertThat(admin.put("/api/devices/" + device, Map.of("site", "Bern", "host", "core1.example.net", "port", 22))
                        .status())
                .isEqualTo(200);
        assertThat(database.count("select count(*) from credential_grant")).isEqualTo(2);

        assertThat(admin.put("/api/devices/" + device, Map.of("port", 2222)).status())
                .isEqualTo(200);
        assertThat(database.text("select string_agg(device_id::text, ' ') from credential_grant"))
                .isEqualTo(other);
        assertThat(admin.put("/api/devices/" + other, Map.of("host", "192.0.2.77"))
                        .status())
                .isEqualTo(200);
        assertThat(database.count("select count(*) from credential_grant")).isZero();
        assertThat(names(alice.get("/api/credentials/accessible"))).isEmpty();
    }

    @Test
    @DisplayName(
            "viewers keep no personal credentials, only administrators manage shared ones, and nobody does without sign-in")
    void permissions() {
        Map<String, Object> body =
                Map.of("name", "x", "credential_type", "ssh_password", "username", "u", "secret", "canary-x");
        String id = UUID.randomUUID().toString();
        assertThat(viewer.get("/api/credentials/accessible/default").status()).isEqualTo(200);
        for (Answer answer : List.of(
                viewer.get(PERSONAL),
                viewer.post(PERSONAL, body),
                viewer.post(PERSONAL + "/" + id + "/reveal", Map.of("reason", "x")),
                alice.get(SHARED),
                alice.post(SHARED, body),
                alice.put(SHARED + "/" + id, body),
                alice.delete(SHARED + "/" + id),
                alice.get(SHARED + "/" + id + "/grants"),
                alice.post(SHARED + "/" + id + "/grants", Map.of()),
                alice.delete(SHARED + "/" + id + "/grants/" + id))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        }
        ApiClient nobody = controller.client();
        for (Answer answer : List.of(
                nobody.get("/api/credentials/accessible"),
                nobody.get("/api/credentials/accessible/default"),
                nobody.get(PERSONAL),
                nobody.post(PERSONAL, body),
                nobody.post(PERSONAL + "/" + id + "/reveal", Map.of("reason", "x")),
                nobody.get(SHARED))) {
            assertThat(answer.status()).isEqualTo(401);
        }
    }

    private static ApiClient user(String name, String role) {
        String password = "canary-password-of-" + name;
        Answer created =
                admin.post("/api/admin/users", Map.of("username", name, "password", password, "roles", List.of(role)));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return controller.client().login(name, password);
    }

    private static String create(ApiClient client, String path, String name, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("credential_type", "ssh_password", "username", "netops", "secret", "canary-" + name));
        body.put("name", name);
        body.putAll(more);
        Answer answer = client.post(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/id");
    }

    private static String device(String name) {
        Answer answer = admin.post("/api/devices", Map.of("name", name, "host", name + ".example.net"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/id");
    }

    private static void grant(String credential, String device, String field, String to) {
        Answer answer = admin.post(SHARED + "/" + credential + "/grants", Map.of("device_id", device, field, to));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private static Answer reveal(ApiClient client, String id, String reason) {
        return client.post(PERSONAL + "/" + id + "/reveal", Map.of("reason", reason));
    }

    private static List<String> names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.json().path("items").forEach(item -> names.add(item.path("name").stringValue()));
        return names;
    }

    private static void assertRefused(Answer answer, int status, String code, String inText) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.text("/code")).isEqualTo(code);
        assertThat(answer.text("/error")).contains(inText);
        assertThat(answer.body()).doesNotContain("canary").doesNotContain("Exception");
    }
}
