package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.TestController;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

class AccessIT {

    @RestController
    static class Doors {

        @GetMapping("/api/doors/forgotten")
        String forgotten() {
            return "inside";
        }

        @GetMapping("/api/doors/open")
        @Access(anyone = true)
        String open() {
            return "inside";
        }
    }

    @Access(permission = Permission.TERMINALS_OPEN)
    static class Greeter implements WebSocketHandler {

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return session.send(session.getHandshakeInfo()
                    .getPrincipal()
                    .map(principal -> session.textMessage("hello " + principal.getName())));
        }
    }

    @Access(anyone = true)
    static class OpenGreeter extends Greeter {}

    static class ForgottenGreeter implements WebSocketHandler {

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return session.send(Mono.just(session.textMessage("inside")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Sockets {

        @Bean
        HandlerMapping testSockets() {
            return new SimpleUrlHandlerMapping(
                    Map.of(
                            "/ws/test",
                            new Greeter(),
                            "/ws/test-open",
                            new OpenGreeter(),
                            "/ws/test-forgotten",
                            new ForgottenGreeter()),
                    -1);
        }
    }

    private static TestController controller;
    private static ApiClient anonymous;
    private static ApiClient admin;

    @BeforeAll
    static void start() {
        controller = TestController.start(Map.of(), Doors.class, Sockets.class);
        anonymous = controller.client();
        admin = controller.admin();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    @DisplayName("every endpoint of the product says who may call it")
    void everyEndpointHasARule() {
        List<String> without = controller.context().getBeansOfType(RequestMappingHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().values().stream())
                .filter(method -> method.getBeanType() != Doors.class)
                .filter(method -> AccessRules.of(method) instanceof AccessRule.Nobody)
                .map(Object::toString)
                .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void anEndpointWithoutARuleIsDeniedToEverybody() {
        Answer answer = admin.get("/api/doors/forgotten");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("inside");
        assertThat(anonymous.get("/api/doors/forgotten").status()).isEqualTo(401);
    }

    @Test
    void anOpenEndpointNeedsNoTokenAndIgnoresABadOne() {
        assertThat(anonymous.get("/api/doors/open").status()).isEqualTo(200);
        assertThat(anonymous
                        .withToken("bad.canary.token")
                        .get("/api/doors/open")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/auth/me",
                "/api/unknown",
                "/api/capabilities/unknown",
                "/api/auth/login",
                "/unknown",
                "/",
                "/error",
                "/actuator/health",
                "/login",
                "/logout",
                "/favicon.ico",
                "/index.html",
            })
    @DisplayName("contract rule 3: whoever is not signed in gets 401, also where nothing is")
    void theUnauthenticatedLearnNothing(String path) {
        for (ApiClient client : List.of(
                anonymous,
                anonymous.withToken("canary"),
                anonymous.withToken("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."))) {
            Answer answer = client.get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.text("/code")).isEqualTo("UNAUTHORIZED");
            assertThat(answer.header("content-type")).hasValue("application/json");
            assertThat(answer.header("www-authenticate")).hasValue("Bearer");
            assertThat(answer.header("set-cookie")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/unknown", "/", "/error", "/unknown/deep/path", "/login", "/api/agents/executions"})
    @DisplayName("contract rule 3: to the signed-in an unknown path is 404 JSON")
    void unknownPathsAreNotFound(String path) {
        Answer answer = admin.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"There is nothing at this path.\",\"code\":\"NOT_FOUND\"}");
        assertThat(answer.header("content-type")).hasValue("application/json");
    }

    @Test
    void basicAndTokensInTheQueryOrTheBodyDoNotSignInToTheApi() {
        assertThat(anonymous
                        .send("GET", "/api/auth/me", null, "Authorization", "Basic YWRtaW46YWRtaW4=")
                        .status())
                .isEqualTo(401);
        for (String parameter : List.of("token", "access_token")) {
            assertThat(anonymous
                            .get("/api/auth/me?" + parameter + "=" + admin.token())
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    @DisplayName("no default user and no password of Spring's own making")
    void thereIsNoDefaultUser() {
        assertThat(controller.startLog()).noneMatch(line -> line.contains("Using generated security password"));
    }

    private static CompletableFuture<String> greeting(String pathAndQuery) {
        CompletableFuture<String> text = new CompletableFuture<>();
        HttpClient.newBuilder()
                .sslContext(ApiClient.trustingAll())
                .build()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create(controller.baseUrl().replaceFirst("^http", "ws") + pathAndQuery),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                                text.complete(data.toString());
                                return null;
                            }

                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                                text.complete("");
                                return null;
                            }
                        })
                .whenComplete((_, error) -> {
                    if (error != null) {
                        text.completeExceptionally(error);
                    }
                });
        return text.orTimeout(10, TimeUnit.SECONDS);
    }

    private static int refusal(String pathAndQuery) {
        try {
            throw new AssertionError("Not refused: " + greeting(pathAndQuery).join());
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    @Test
    @DisplayName("W1 contract §3: a WebSocket takes the access token from the query")
    void aWebSocketTakesTheTokenFromTheQuery() {
        assertThat(greeting("/ws/test?cols=80&token=" + admin.token()).join()).isEqualTo("hello admin");
    }

    @Test
    @DisplayName("W1 contract §3: a WebSocket without a token or with a bad one is refused with 401")
    void aWebSocketWithoutATokenIsRefused() {
        for (String query : List.of(
                "",
                "?token=",
                "?token=canary",
                "?token=a.b.c",
                "?token=" + admin.token() + "&token=" + admin.token())) {
            assertThat(refusal("/ws/test" + query)).as(query).isEqualTo(401);
        }
        assertThat(refusal("/ws/unknown")).isEqualTo(401);
        assertThat(refusal("/ws/unknown?token=" + admin.token())).isEqualTo(404);
    }

    @Test
    void aWebSocketHandlerIsBoundToItsRule() {
        admin.post(
                "/api/admin/users",
                Map.of("username", "viewer", "password", "canary correct horse", "roles", List.of("viewer")));
        ApiClient viewer = anonymous.login("viewer", "canary correct horse");
        assertThat(refusal("/ws/test?token=" + viewer.token())).isEqualTo(403);
        assertThat(refusal("/ws/test-forgotten?token=" + admin.token())).isEqualTo(403);
        assertThat(refusal("/ws/test-forgotten")).isEqualTo(401);
        assertThat(greeting("/ws/test-open").join()).isEmpty();
    }

    @Test
    @DisplayName("rule 10: a WebSocket from a foreign page is refused even with a token")
    void aForeignPageOpensNoWebSocket() {
        Stream.of("https://evil.example", "null").forEach(origin -> {
            Answer answer = anonymous.send("GET", "/ws/test?token=" + admin.token(), null, "Origin", origin);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("/code")).isEqualTo("ORIGIN_NOT_ALLOWED");
        });
    }

    @Test
    void requestsWithMalformedPathsAreRefusedAsJson() {
        for (String path : List.of("/api/auth/..%2fme", "/api/auth/me;x=1", "/api//auth/me", "/api/%00")) {
            Answer answer = admin.get(path);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.text("/code")).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void theRuleIsDecidedByTheHandlerThatWillRun() {
        // Wrong method on an open path: no handler runs, so nobody but the signed-in learns what would.
        assertThat(anonymous.get("/api/auth/login").status()).isEqualTo(401);
        Answer answer = admin.get("/api/auth/login");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/error")).isEqualTo("There is nothing at this path for this method. It takes: POST.");
        assertThatThrownBy(() -> refusal("/ws/test?token=" + admin.token())).isInstanceOf(AssertionError.class);
    }
}
