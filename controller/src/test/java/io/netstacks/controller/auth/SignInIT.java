package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SignInIT {

    private static final String PASSWORD = "canary correct horse";

    private static TestDatabase database;
    private static TestController controller;
    private static ApiClient anonymous;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        database = TestDatabase.empty();
        controller = TestController.start(Map.of("DATABASE_URL", database.url(), "NETSTACKS_INSTANCE_NAME", "alpha"));
        anonymous = controller.client();
        admin = controller.admin();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    private static String newUser(String role) {
        String name = role + "-" + UUID.randomUUID();
        Answer created = admin.post(
                "/api/admin/users",
                Map.of("username", name, "password", PASSWORD, "roles", List.of(role), "email", name + "@example.com"));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return name;
    }

    private static Answer login(String name, String password) {
        return anonymous.post("/api/auth/login", Map.of("username", name, "password", password));
    }

    private static Answer refresh(String token) {
        return anonymous.post("/api/auth/refresh", Map.of("refresh_token", token));
    }

    private static void sql(String statement, Object... parameters) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, parameters[i]);
            }
            prepared.executeUpdate();
        }
    }

    private static long count(String query, Object... parameters) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement prepared = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                prepared.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = prepared.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @Test
    @DisplayName("F001 the first start prints the administrator's password, which signs in")
    void theFirstStartPrintsTheAdministratorsPassword() {
        assertThat(controller.startLog())
                .containsOnlyOnce("Created default admin user", "Change this password immediately after first login")
                .filteredOn(line -> line.startsWith("Admin password: "))
                .singleElement()
                .asString()
                .matches("Admin password: [A-Za-z0-9]{16}");
        assertThat(login("admin", controller.adminPassword()).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("F003 C03 a login answers tokens and the whole user, under both of the client's and the pact's names")
    void aLoginAnswersTokensAndTheUser() {
        String name = newUser("operator");
        Answer answer = login(name, PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.header("cache-control").orElse("")).contains("no-store");
        JsonNode json = answer.json();
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder("access_token", "refresh_token", "token_type", "expires_in", "user");
        assertThat(answer.text("/token_type")).isEqualTo("Bearer");
        assertThat(json.get("expires_in").asInt()).isEqualTo(3600);
        JsonNode user = json.get("user");
        assertThat(user.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "username",
                        "name",
                        "email",
                        "display_name",
                        "auth_provider",
                        "is_active",
                        "created_at",
                        "last_login",
                        "org_id",
                        "role",
                        "roles",
                        "permissions");
        assertThat(answer.text("/user/username")).isEqualTo(name);
        assertThat(answer.text("/user/name")).isEqualTo(name);
        assertThat(answer.text("/user/email")).isEqualTo(name + "@example.com");
        assertThat(answer.text("/user/role")).isEqualTo("operator");
        assertThat(answer.text("/user/last_login")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
        assertThat(user.get("is_active").asBoolean()).isTrue();
    }

    @Test
    @DisplayName("C03 X1 the name may be an e-mail address, under either key and in any case")
    void theNameMayBeAnEmailAddress() {
        String name = newUser("viewer");
        String email = name.toUpperCase() + "@EXAMPLE.com";
        assertThat(login(email, PASSWORD).text("/user/username")).isEqualTo(name);
        assertThat(login(name.toUpperCase(), PASSWORD).text("/user/username")).isEqualTo(name);
        Answer pact = anonymous.post("/api/auth/login", Map.of("email", email, "password", PASSWORD));
        assertThat(pact.text("/user/username")).isEqualTo(name);
    }

    @Test
    @DisplayName("F003 C03 wrong password, unknown user and inactive user get one and the same answer")
    void wrongCredentialsTellNothing() throws Exception {
        String name = newUser("viewer");
        String inactive = newUser("viewer");
        sql("update users set is_active = false where username = ?", inactive);
        for (Answer answer : List.of(
                login(name, "canary wrong password"), login("nobody-like-this", PASSWORD), login(inactive, PASSWORD))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"error\":\"invalid_credentials\",\"code\":\"INVALID_CREDENTIALS\"}");
        }
        assertThat(count(
                        "select count(*) from refresh_family f join users u on u.id = f.user_id where u.username in (?, ?)",
                        name,
                        inactive))
                .isZero();
    }

    @Test
    @DisplayName("C03 logins are in the audit trail, without what was typed")
    void loginsAreAudited() throws Exception {
        String name = newUser("viewer");
        login(name, PASSWORD);
        login(name, "canary wrong password");
        login("canary typed into the wrong field", PASSWORD);
        assertThat(count(
                        "select count(*) from audit_event where event_type = 'user.login' and outcome = 'success' and actor_name = ? and ip_address = '127.0.0.1'",
                        name))
                .isEqualTo(1);
        assertThat(count(
                        "select count(*) from audit_event where event_type = 'user.login' and outcome = 'failure' and actor_name = ? and details->>'reason' = 'wrong_password'",
                        name))
                .isEqualTo(1);
        assertThat(count("select count(*) from audit_event where audit_event::text like '%canary%'"))
                .isZero();
        assertThat(count("select count(*) from audit_event where details->>'reason' = 'unknown_user'"))
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"username\":\"admin\"}",
                "{\"username\":\"\",\"password\":\"canary-x\"}",
                "{\"username\":42,\"password\":\"canary-x\"}",
                "{\"username\":\"admin\",\"password\":true}",
                "{\"username\":\"admin\",\"password\":\"canary-\\u0000\"}",
                "{\"username\":\"ad\\u0000min\",\"password\":\"canary-x\"}",
                "{\"username\":\"admin\",\"password\":\"canary-x\",\"client_type\":\"toaster\"}",
                "{\"username\":\"admin\",\"username\":\"root\",\"password\":\"canary-x\"}",
                "[]",
                "null",
                "\"admin\"",
                "{\"username\":",
                "",
            })
    @DisplayName("C03 a malformed login is a 400 that says what is wrong and quotes nothing")
    void aMalformedLoginIsRefused(String body) {
        Answer answer = anonymous.post("/api/auth/login", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("/code")).isEqualTo("INVALID_REQUEST");
        assertThat(answer.text("/error")).isNotBlank().doesNotContain("canary", "Exception", "io.netstacks", "\n");
    }

    @Test
    @DisplayName("C03 over-long names and passwords are refused")
    void overLongCredentialsAreRefused() {
        assertThat(login("a".repeat(256), PASSWORD).text("/error")).startsWith("username is too long");
        assertThat(login("admin", "canary" + "x".repeat(1020)).text("/error")).startsWith("password is too long");
        assertThat(login("admin", "canary" + "x".repeat(400_000)).status()).isEqualTo(413);
    }

    @Test
    @DisplayName("E003 the access token holds ids only, in characters that every base64 decoder reads")
    void theAccessTokenHoldsIdsOnly() {
        String token = admin.token();
        String payload = token.split("\\.")[1];
        assertThat(payload).matches("[A-Za-z0-9]+");
        String claims = new String(Base64.getDecoder().decode(payload), StandardCharsets.US_ASCII);
        assertThat(claims).doesNotContain("admin");
        assertThat(claims).contains("\"exp\":");
    }

    @Test
    @DisplayName("C06 me answers the same user as the login")
    void meAnswersTheUser() {
        String name = newUser("operator");
        Answer login = login(name, PASSWORD);
        Answer me = anonymous.withToken(login.text("/access_token")).get("/api/auth/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json()).isEqualTo(login.json().get("user"));
        assertThat(anonymous.get("/api/auth/me").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("C04 a refresh replaces both tokens, again and again")
    void aRefreshReplacesBothTokens() {
        Answer login = login("admin", controller.adminPassword());
        Answer first = refresh(login.text("/refresh_token"));
        assertThat(first.status()).isEqualTo(200);
        Answer second = refresh(first.text("/refresh_token"));
        assertThat(Set.of(login.text("/refresh_token"), first.text("/refresh_token"), second.text("/refresh_token")))
                .hasSize(3);
        assertThat(anonymous
                        .withToken(second.text("/access_token"))
                        .get("/api/auth/me")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("C04 a client that races itself gets two successors, and both work")
    void aRacingClientIsForgiven() {
        String token = login("admin", controller.adminPassword()).text("/refresh_token");
        Answer first = refresh(token);
        Answer second = refresh(token);
        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        assertThat(refresh(first.text("/refresh_token")).status()).isEqualTo(200);
        assertThat(refresh(second.text("/refresh_token")).status()).isEqualTo(200);
    }

    @Test
    @DisplayName("C04 a refresh token that is used again after the grace signs the whole family out")
    void aStolenRefreshTokenEndsTheFamily() throws Exception {
        String name = newUser("viewer");
        String stolen = login(name, PASSWORD).text("/refresh_token");
        Answer successor = refresh(stolen);
        ApiClient client = anonymous.withToken(successor.text("/access_token"));
        assertThat(client.get("/api/auth/me").status()).isEqualTo(200);
        sql(
                "update refresh_token set rotated_at = now() - interval '31 seconds' where rotated_at is not null and family_id in "
                        + "(select f.id from refresh_family f join users u on u.id = f.user_id where u.username = ?)",
                name);

        Answer reuse = refresh(stolen);
        assertThat(reuse.status()).isEqualTo(401);
        assertThat(reuse.text("/code")).isEqualTo("INVALID_REFRESH_TOKEN");
        assertThat(refresh(successor.text("/refresh_token")).status()).isEqualTo(401);
        assertThat(client.get("/api/auth/me").status()).isEqualTo(401);
        assertThat(count(
                        "select count(*) from audit_event where event_type = 'user.refresh_reused' and actor_name = ?",
                        name))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("C04 unknown, malformed and expired refresh tokens are refused")
    void badRefreshTokensAreRefused() throws Exception {
        String name = newUser("viewer");
        String token = login(name, PASSWORD).text("/refresh_token");
        sql(
                "update refresh_token set expires_at = now() where family_id in "
                        + "(select f.id from refresh_family f join users u on u.id = f.user_id where u.username = ?)",
                name);
        assertThat(refresh(token).status()).isEqualTo(401);
        assertThat(refresh("canary-unknown").status()).isEqualTo(401);
        assertThat(anonymous.post("/api/auth/refresh", "{\"refresh_token\":1}").status())
                .isEqualTo(400);
        assertThat(anonymous.post("/api/auth/refresh", "{}").text("/error")).isEqualTo("refresh_token is missing.");
        assertThat(refresh("x".repeat(300)).status()).isEqualTo(400);
    }

    @Test
    @DisplayName("C04 a refresh works although the access token in the header has expired")
    void aRefreshIgnoresTheHeader() {
        String token = login("admin", controller.adminPassword()).text("/refresh_token");
        assertThat(anonymous
                        .withToken("not.a.token")
                        .post("/api/auth/refresh", Map.of("refresh_token", token))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("C05 a logout ends access and refresh tokens at once")
    void aLogoutEndsEverything() throws Exception {
        String name = newUser("viewer");
        Answer login = login(name, PASSWORD);
        Answer other = login(name, PASSWORD);
        ApiClient client = anonymous.withToken(login.text("/access_token"));
        Answer logout = client.post("/api/auth/logout", null);
        assertThat(logout.status()).isEqualTo(204);
        assertThat(logout.body()).isEmpty();
        assertThat(client.get("/api/auth/me").status()).isEqualTo(401);
        assertThat(refresh(login.text("/refresh_token")).status()).isEqualTo(401);
        assertThat(anonymous
                        .withToken(other.text("/access_token"))
                        .get("/api/auth/me")
                        .status())
                .as("another sign-in of the same user")
                .isEqualTo(200);
        assertThat(count("select count(*) from audit_event where event_type = 'user.logout' and actor_name = ?", name))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("C07 the one provider is the local one")
    void providersAreListed() {
        assertThat(anonymous.get("/api/auth/providers").body())
                .isEqualTo("[{\"type\":\"local\",\"name\":\"Local\",\"enabled\":true}]");
    }

    @Test
    @DisplayName("C08 capabilities name what is built, the instance and the caller's permissions")
    void capabilitiesAreAnswered() {
        Answer answer = admin.get("/api/capabilities");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("/version")).isEqualTo("1.0");
        assertThat(answer.text("/license_tier")).isEqualTo("enterprise");
        assertThat(answer.text("/instance_name")).isEqualTo("alpha");
        assertThat(answer.json().at("/features").isArray()).isTrue();
        assertThat(answer.text("/features/0/name")).isEqualTo("central_ssh");
        assertThat(answer.json().at("/permissions").toString()).isEqualTo("[\"*\"]");
        ApiClient viewer = anonymous.login(newUser("viewer"), PASSWORD);
        assertThat(viewer.get("/api/capabilities").json().at("/permissions").toString())
                .isEqualTo("[\"devices.read\",\"recordings.own\",\"sessions.connect\"]");
        assertThat(anonymous.get("/api/capabilities").status()).isEqualTo(401);
    }

    @Test
    @DisplayName("D12: a demotion and a deactivation bite within two seconds, without a new token")
    void aDemotionBites() throws Exception {
        String name = newUser("admin");
        ApiClient client = anonymous.login(name, PASSWORD);
        assertThat(client.get("/api/admin/users").status()).isEqualTo(200);
        sql("update user_role set role = 'viewer' where user_id = (select id from users where username = ?)", name);
        Awaitility.await()
                .atMost(Duration.ofSeconds(4))
                .until(() -> client.get("/api/admin/users").status() == 403);
        sql("update users set is_active = false where username = ?", name);
        Awaitility.await()
                .atMost(Duration.ofSeconds(4))
                .until(() -> client.get("/api/auth/me").status() == 401);
    }

    @Test
    @DisplayName("one's own password can be changed, which ends all other sign-ins")
    void aPasswordCanBeChanged() {
        String name = newUser("viewer");
        Answer elsewhere = login(name, PASSWORD);
        ApiClient client = anonymous.login(name, PASSWORD);
        String next = "canary battery staple";
        assertThat(client.put("/api/auth/me/password", Map.of("current_password", "canary wrong", "new_password", next))
                        .status())
                .isEqualTo(403);
        assertThat(client.put("/api/auth/me/password", Map.of("current_password", PASSWORD, "new_password", "canary"))
                        .text("/error"))
                .startsWith("new_password is too short");
        assertThat(client.put("/api/auth/me/password", Map.of("current_password", PASSWORD, "new_password", next))
                        .status())
                .isEqualTo(204);
        assertThat(login(name, PASSWORD).status()).isEqualTo(401);
        assertThat(login(name, next).status()).isEqualTo(200);
        assertThat(client.get("/api/auth/me").status()).isEqualTo(200);
        assertThat(refresh(elsewhere.text("/refresh_token")).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("expired refresh tokens and their families are removed, living ones stay")
    void expiredTokensArePurged() throws Exception {
        String name = newUser("viewer");
        String expired = login(name, PASSWORD).text("/refresh_token");
        refresh(expired);
        sql(
                "update refresh_token set expires_at = now() - interval '1 hour' where family_id in "
                        + "(select f.id from refresh_family f join users u on u.id = f.user_id where u.username = ?)",
                name);
        String living = login(name, PASSWORD).text("/refresh_token");
        assertThat(controller.bean(Families.class).purge().block()).isGreaterThanOrEqualTo(2);
        assertThat(count(
                        "select count(*) from refresh_family f join users u on u.id = f.user_id where u.username = ?",
                        name))
                .isEqualTo(1);
        assertThat(refresh(living).status()).isEqualTo(200);
    }
}
