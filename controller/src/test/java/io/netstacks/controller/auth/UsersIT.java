package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersIT {

    private static final String PASSWORD = "canary correct horse";
    private static TestController controller;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        controller = TestController.start(Map.of());
        admin = controller.admin();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    private static Map<String, Object> user(String name, String email) {
        return Map.of("username", name, "password", PASSWORD, "roles", List.of("viewer"), "email", email);
    }

    @Test
    @DisplayName("F009 an administrator adds a user, who is listed without any secret")
    void aUserIsAddedAndListed() {
        Answer created = admin.post(
                "/api/admin/users",
                Map.of(
                        "username",
                        "zoe",
                        "password",
                        PASSWORD,
                        "roles",
                        List.of("viewer", "operator"),
                        "display_name",
                        "Zoë K."));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("/name")).isEqualTo("Zoë K.");
        assertThat(created.text("/role")).isEqualTo("operator");
        assertThat(created.json().get("email").isNull()).isTrue();

        Answer page = admin.get("/api/admin/users?limit=1&offset=" + (total() - 1));
        assertThat(page.text("/items/0/username")).isEqualTo("zoe");
        assertThat(page.json().get("limit").asInt()).isEqualTo(1);
        assertThat(created.body() + page.body()).doesNotContain("canary", "argon2", "password");
    }

    private static int total() {
        return admin.get("/api/admin/users").json().get("total").asInt();
    }

    @Test
    @DisplayName("a name or address that leads to another user already is refused, in any case and crosswise")
    void aTakenNameIsRefused() {
        assertThat(admin.post("/api/admin/users", user("taken", "taken@example.com"))
                        .status())
                .isEqualTo(201);
        int before = total();
        for (Map<String, Object> other : List.of(
                user("TAKEN", "a@example.com"),
                user("other", "Taken@Example.com"),
                user("taken@example.com", "b@example.com"))) {
            Answer answer = admin.post("/api/admin/users", other);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.text("/code")).isEqualTo("NAME_TAKEN");
        }
        assertThat(total()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"password\":\"canary correct horse\",\"roles\":[\"viewer\"]}|username is missing",
                "{\"username\":\"a b\",\"password\":\"canary correct horse\",\"roles\":[\"viewer\"]}|username must begin",
                "{\"username\":\"u1\",\"password\":\"canary\",\"roles\":[\"viewer\"]}|password is too short",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\"}|roles must be a list",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[]}|roles must be a list",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[null]}|roles must be a list",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":\"viewer\"}|roles must be a list",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[\"root\"]}|roles[0] must be one of admin, operator, viewer",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[0]}|roles[0] must be one of admin, operator, viewer",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[\"viewer\"],\"email\":\"nowhere\"}|email is not an e-mail address",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[\"viewer\"],\"display_name\":[]}|display_name must be a text",
                "{\"username\":\"u1\",\"password\":\"canary correct horse\",\"roles\":[\"viewer\"],\"display_name\":\"x\\u0007\"}|display_name must not hold control",
            })
    @DisplayName("a malformed user is a 400 that names the field, and nothing is written")
    void aMalformedUserIsRefused(String body, String error) {
        int before = total();
        Answer answer = admin.post("/api/admin/users", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error")).startsWith(error);
        assertThat(total()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit must be a whole number from 1 to 1000.",
        "limit=1001, limit must be a whole number from 1 to 1000.",
        "limit=many, limit must be a whole number.",
        "offset=-1, offset must not be negative.",
    })
    void aMalformedPageIsRefused(String query, String error) {
        Answer answer = admin.get("/api/admin/users?" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error")).isEqualTo(error);
    }

    @Test
    @DisplayName("an operator and a viewer manage no users")
    void othersManageNoUsers() {
        for (String role : List.of("operator", "viewer")) {
            admin.post(
                    "/api/admin/users",
                    Map.of("username", "some-" + role, "password", PASSWORD, "roles", List.of(role)));
            ApiClient client = controller.client().login("some-" + role, PASSWORD);
            Answer answer = client.get("/api/admin/users");
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("/code")).isEqualTo("FORBIDDEN");
            assertThat(answer.text("/error")).contains("users.manage");
            assertThat(client.post("/api/admin/users", user("evil", "evil@example.com"))
                            .status())
                    .isEqualTo(403);
        }
    }
}
