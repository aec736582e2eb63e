package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
class WebIT {

    enum Kind {
        SSH_PASSWORD,
        SSH_KEY
    }

    record Inner(Integer portNumber) {}

    record Thing(
            String someName,
            Integer port,
            Boolean isOn,
            UUID ownerId,
            Kind kind,
            List<Inner> links,
            Instant createdAt) {
        Thing {
            if ("refused".equals(someName)) {
                throw ApiException.invalid("some_name", "was refused by the record.");
            }
        }
    }

    @RestController
    @Access(anyone = true)
    static class Things {

        @PostMapping("/test/things")
        Thing echo(@RequestBody Thing thing) {
            return thing;
        }

        @GetMapping("/test/things/{id}")
        String byId(@PathVariable UUID id, @RequestParam(defaultValue = "1") int size, @RequestParam boolean deep) {
            return id.toString();
        }

        @GetMapping("/test/broken")
        Mono<String> broken() {
            return Mono.error(new IllegalStateException("detail for the log only"));
        }

        @GetMapping("/test/brokenSync")
        String brokenNow() {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "detail for the log only");
        }

        @GetMapping("/test/conflict")
        Mono<String> conflict() {
            return Mono.error(ApiException.conflict("TAKEN", "Somebody has it. „Ümläut“ \"quoted\""));
        }

        @GetMapping("/api/v1/test-health")
        String health() {
            return "ok";
        }
    }

    private static TestController controller;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        controller = TestController.start(Map.of("PUBLIC_URL", "https://ns.example.com"), Things.class);
        client = controller.client();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void jsonIsSnakeCaseWithTimesInUtcMilliseconds() {
        Answer answer = client.post("/test/things", """
                {"some_name":"x","port":22,"is_on":true,"kind":"ssh_key","links":[{"port_number":1}],
                 "created_at":"2026-01-31T13:00:00.123456+01:00","unknown_field":{"a":[1]}}
                """);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.body()).isEqualTo("""
                        {"some_name":"x","port":22,"is_on":true,"owner_id":null,"kind":"ssh_key",\
                        "links":[{"port_number":1}],"created_at":"2026-01-31T12:00:00.123Z"}""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"port\":\"22\"}|port must be a whole number.",
                "{\"port\":22.5}|port must be a whole number.",
                "{\"port\":true}|port must be a whole number.",
                "{\"port\":99999999999}|port is a number out of range.",
                "{\"port\":{}}|port must be a whole number.",
                "{\"some_name\":7}|some_name must be a text.",
                "{\"some_name\":false}|some_name must be a text.",
                "{\"some_name\":[\"a\"]}|some_name must be a text.",
                "{\"is_on\":\"true\"}|is_on must be true or false.",
                "{\"is_on\":1}|is_on must be true or false.",
                "{\"owner_id\":\"canary\"}|owner_id must be a UUID.",
                "{\"kind\":\"telepathy\"}|kind must be one of ssh_password, ssh_key.",
                "{\"kind\":0}|kind must be one of ssh_password, ssh_key.",
                "{\"links\":{}}|links must be a list.",
                "{\"links\":[{},{\"port_number\":\"x\"}]}|links[1].port_number must be a whole number.",
                "{\"created_at\":\"yesterday\"}|created_at must be a time such as 2026-01-31T12:00:00Z.",
                "{\"some_name\":\"refused\"}|some_name was refused by the record.",
                "[]|The body must be a JSON object.",
                "7|The body must be a JSON object.",
                "{\"port\":22|The body is not valid JSON at line 1, column 11.",
                "{\"port\":22}}|The body is not valid JSON at line 1, column 12.",
                "{'port':22}|The body is not valid JSON at line 1, column 2.",
                "{\"port\":1,\"port\":2}|The body is not valid JSON at line 1, column 17.",
            })
    @DisplayName("a wrong value is a 400 that names the field and what it must be")
    void aWrongValueIsNamed(String body, String error) {
        Answer answer = client.post("/test/things", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.text("/code")).isEqualTo("INVALID_REQUEST");
        assertThat(answer.text("/error")).isEqualTo(error);
    }

    @Test
    void deepAndLongJsonIsRefused() {
        Answer deep = client.post("/test/things", "{\"x\":".repeat(200) + "1" + "}".repeat(200));
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.text("/error")).startsWith("The body is nested too deeply");
        assertThat(client.post("/test/things", "{\"" + "n".repeat(1000) + "\":1}")
                        .status())
                .isEqualTo(400);
        Answer large = client.post("/test/things", "{\"some_name\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.text("/code")).isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void missingAndForeignBodiesAreRefused() {
        Answer missing = client.send("POST", "/test/things", null, "Content-Type", "application/json");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.text("/error")).isEqualTo("The body is missing or cannot be read.");
        Answer foreign =
                client.send("POST", "/test/things", "port=22", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(foreign.status()).isEqualTo(415);
        assertThat(foreign.text("/code")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.send("POST", "/test/things", "{}", "Content-Type", "nonsense")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void pathsAndQueriesAreChecked() {
        String id = UUID.randomUUID().toString();
        assertThat(client.get("/test/things/" + id + "?deep=true").status()).isEqualTo(200);
        Answer noSuch = client.get("/test/things/groups?deep=true");
        assertThat(noSuch.status()).isEqualTo(404);
        assertThat(noSuch.text("/code")).isEqualTo("NOT_FOUND");
        assertThat(client.get("/test/things/" + id).text("/error")).isEqualTo("deep is missing.");
        assertThat(client.get("/test/things/" + id + "?deep=perhaps").text("/error"))
                .isEqualTo("deep must be true or false.");
        assertThat(client.get("/test/things/" + id + "?deep=true&size=many").text("/error"))
                .isEqualTo("size must be a whole number.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/test/broken", "/test/brokenSync"})
    void anUnexpectedFailureIsNeutralAndItsDetailsAreInTheLogUnderTheRequestId(String path, CapturedOutput output) {
        Answer answer = client.get(path + "?token=canary-query");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text("/code")).isEqualTo("INTERNAL");
        assertThat(answer.body()).doesNotContain("canary", "detail for the log only", "Exception", "at ");
        assertThat(output.getAll())
                .contains("Request " + answer.text("/request_id") + ": GET " + path + " failed")
                .contains(getClass().getName())
                .contains("detail for the log only")
                .doesNotContain("canary-query");
    }

    @Test
    void anApiExceptionIsAnsweredAsItIs() {
        Answer answer = client.get("/test/conflict");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("error").asString()).isEqualTo("Somebody has it. „Ümläut“ \"quoted\"");
        assertThat(answer.json().propertyNames()).containsExactly("error", "code");
        assertThat(client.send("GET", "/test/conflict", null, "Accept", "text/html")
                        .header("content-type"))
                .hasValue("application/json");
    }

    @Test
    void headAndOptionsGetNoOtherForm() {
        Answer head = client.send("HEAD", "/test/broken", null);
        assertThat(head.status()).isEqualTo(500);
        assertThat(head.body()).isEmpty();
        assertThat(client.send("HEAD", "/api/unknown", null).status()).isEqualTo(401);
        Answer options = controller.admin().send("OPTIONS", "/api/unknown", null);
        assertThat(options.status()).isEqualTo(404);
        assertThat(options.text("/code")).isEqualTo("NOT_FOUND");
        assertThat(client.send("OPTIONS", "/api/unknown", null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "tauri://localhost, GET",
        "http://tauri.localhost, POST",
        "https://tauri.localhost, PUT",
        "https://ns.example.com, DELETE",
    })
    @DisplayName(
            "rule 10: preflights of the desktop client and of PUBLIC_URL are answered on every API path, without a token")
    void preflightsAreAnswered(String origin, String method) {
        for (String path : List.of("/api/auth/login", "/api/devices/browse", "/api/unknown", "/health")) {
            Answer answer = client.send(
                    "OPTIONS",
                    path,
                    null,
                    "Origin",
                    origin,
                    "Access-Control-Request-Method",
                    method,
                    "Access-Control-Request-Headers",
                    "authorization,content-type");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("access-control-allow-origin")).hasValue(origin);
            assertThat(answer.header("access-control-allow-methods").orElse(""))
                    .contains("GET", "POST", "PUT", "DELETE");
            assertThat(answer.header("access-control-allow-headers").orElse(""))
                    .containsIgnoringCase("authorization")
                    .containsIgnoringCase("content-type");
            assertThat(answer.header("access-control-allow-credentials")).isEmpty();
        }
    }

    @Test
    @DisplayName("rule 10: answers, errors among them, can be read by the desktop client and not by a foreign page")
    void answersCarryTheOrigin() {
        for (String path : List.of("/api/v1/test-health", "/test/conflict", "/api/unknown", "/test/broken")) {
            Answer own = client.send("GET", path, null, "Origin", "tauri://localhost");
            assertThat(own.header("access-control-allow-origin")).as(path).hasValue("tauri://localhost");
            assertThat(own.header("vary").orElse("")).contains("Origin");
            Answer foreign = client.send("GET", path, null, "Origin", "https://evil.example");
            assertThat(foreign.status()).isEqualTo(403);
            assertThat(foreign.text("/code")).isEqualTo("ORIGIN_NOT_ALLOWED");
            assertThat(foreign.header("access-control-allow-origin")).isEmpty();
        }
        Answer samePage = client.send("GET", "/api/v1/test-health", null, "Origin", client.baseUrl());
        assertThat(samePage.status()).isEqualTo(200);
        Answer preflight = client.send(
                "OPTIONS",
                "/api/auth/login",
                null,
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "POST");
        assertThat(preflight.status()).isEqualTo(403);
    }
}
