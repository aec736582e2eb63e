package io.netstacks.controller.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

class DatabaseAwayIT {

    private static final String SLEEPERS =
            "select count(*) from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()";

    @RestController
    @Access(anyone = true)
    static class Queries {

        private final DatabaseClient database;
        private final TransactionalOperator transaction;

        Queries(DatabaseClient database, TransactionalOperator transaction) {
            this.database = database;
            this.transaction = transaction;
        }

        private Mono<Long> count() {
            return database.sql("select count(*) from users")
                    .mapValue(Long.class)
                    .one();
        }

        @GetMapping("/test/query")
        Mono<Long> query() {
            return count();
        }

        @GetMapping("/test/transaction")
        Mono<Long> inTransaction() {
            return transaction.transactional(count());
        }

        @GetMapping("/test/sleep")
        Mono<Long> sleep() {
            return database.sql("select count(*) from (select pg_sleep(30)) s")
                    .mapValue(Long.class)
                    .one();
        }

        @GetMapping("/test/wrong-sql")
        Mono<Long> wrong() {
            return database.sql("select unseen from nowhere")
                    .mapValue(Long.class)
                    .one();
        }
    }

    private static void isUnavailable(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.text("/code")).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(answer.header("retry-after")).isPresent();
        assertThat(answer.body()).doesNotContain("Exception", "127.0.0.1");
    }

    @Test
    @DisplayName("a database that goes away is a 503 that says so, and everything works when it is back")
    void aDatabaseThatGoesAwayIsSaid() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink link = CuttableLink.to(database.port());
                TestController controller =
                        TestController.start(Map.of("DATABASE_URL", database.urlThrough(link)), Queries.class)) {
            ApiClient anonymous = controller.client();
            ApiClient admin = controller.admin();
            assertThat(anonymous.get("/test/query").body()).isEqualTo("1");
            Answer wrong = anonymous.get("/test/wrong-sql");
            assertThat(wrong.status()).as("a wrong statement is our fault").isEqualTo(500);
            assertThat(wrong.body()).doesNotContain("unseen", "nowhere");

            link.cut();
            isUnavailable(anonymous.get("/test/query"));
            isUnavailable(anonymous.get("/test/transaction"));
            isUnavailable(anonymous.post("/api/auth/login", Map.of("username", "admin", "password", "canary-x")));
            isUnavailable(anonymous.post("/api/auth/refresh", Map.of("refresh_token", "canary-x")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> isUnavailable(admin.get("/api/auth/me")));
            assertThat(anonymous.get("/api/auth/me").status())
                    .as("needs no database")
                    .isEqualTo(401);
            assertThat(anonymous.get("/health").status()).isEqualTo(200);

            link.mend();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> admin.get("/api/auth/me").status() == 200);
            assertThat(anonymous.get("/test/transaction").body()).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("a connection that breaks under a running statement is a 503")
    void aBreakUnderAStatementIsSaid() throws Exception {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink link = CuttableLink.to(database.port());
                TestController controller =
                        TestController.start(Map.of("DATABASE_URL", database.urlThrough(link)), Queries.class)) {
            CompletableFuture<Answer> answer =
                    CompletableFuture.supplyAsync(() -> controller.client().get("/test/sleep"));
            Awaitility.await().until(() -> database.count(SLEEPERS) == 1);
            link.cut();
            isUnavailable(answer.get());
        }
    }

    @Test
    @DisplayName(
            "D007: until the start is complete requests get 503 NOT_READY, health does not, and then all is served")
    void untilTheStartIsCompleteRequestsWait() {
        TestDatabase database = TestDatabase.empty();
        try (CuttableLink link = CuttableLink.to(database.port())) {
            link.cut();
            try (TestController controller =
                    TestController.launch(Map.of("DATABASE_URL", database.urlThrough(link)), Queries.class)) {
                ApiClient client = controller.client();
                for (String path : new String[] {"/api/auth/providers", "/api/auth/me", "/unknown", "/test/query"}) {
                    Answer answer = client.get(path);
                    assertThat(answer.status()).as(path).isEqualTo(503);
                    assertThat(answer.text("/code")).isEqualTo("NOT_READY");
                    assertThat(answer.header("retry-after")).hasValue("1");
                }
                Answer fromDesktop = client.send("GET", "/api/auth/me", null, "Origin", "tauri://localhost");
                assertThat(fromDesktop.header("access-control-allow-origin")).hasValue("tauri://localhost");
                assertThat(client.get("/health").status()).isEqualTo(200);

                link.mend();
                controller.awaitReady();
                assertThat(client.get("/api/auth/providers").status()).isEqualTo(200);
                assertThat(controller.admin().get("/api/auth/me").status()).isEqualTo(200);
            }
        }
    }
}
