package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.ApiClient.Answer;
import io.netstacks.controller.testing.FreezablePostgres;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TerminalSocket;
import io.r2dbc.pool.ConnectionPool;
import java.net.http.WebSocketHandshakeException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A database that is neither there nor gone: it keeps its connections and says nothing. */
class FrozenDatabaseIT {

    private static final int POOL_SIZE = 5;
    /** Many more requests than connections, so that some wait for a connection only. */
    private static final int REQUESTS = 4 * POOL_SIZE;
    /** The limit, and the wait for a connection twice; less than what the client of this test waits. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final Map<String, String> WRONG = Map.of("username", "admin", "password", "canary-not-the-password");

    @Test
    @DisplayName(
            "design 8.5: a database that freezes fails requests in time and no session; it thaws, and all is as before without a restart")
    void theDatabaseFreezesAndThaws() throws Exception {
        try (FreezablePostgres postgres = FreezablePostgres.start();
                TerminalScene scene = new TerminalScene(Map.of(
                        "DATABASE_URL",
                        postgres.url(),
                        "DATABASE_ANSWER_TIMEOUT_SECS",
                        "2",
                        "DATABASE_POOL_SIZE",
                        Integer.toString(POOL_SIZE)));
                OpenSshDevice router = OpenSshDevice.start()) {
            UUID device = scene.device("core", router);
            UUID key = scene.key(scene.admin, router);
            ApiClient admin = scene.admin;
            ApiClient anyone = scene.controller.client();
            TerminalSocket live = scene.open(admin, device, key);
            live.type("stty -echo; echo before-$((1+1))\n").awaitText("before-2");
            // Its socket is open already, so its next attempt is answered by a frame.
            TerminalSocket waiting = scene.connect(admin, UUID.randomUUID(), key, "");
            waiting.awaitError();

            postgres.freeze();
            // On the connections that were open, then on new ones, then again.
            for (int round = 1; round <= 3; round++) {
                List<CompletableFuture<Answer>> reads = atOnce(() -> admin.get("/api/devices/browse"));
                List<CompletableFuture<Answer>> logins = atOnce(() -> anyone.post("/api/auth/login", WRONG));
                long errors = waiting.count(Frame.Error.class);
                waiting.type("x");
                assertThat(opening(scene, device, key)).matches("503|.*cannot reach its database.*");
                waiting.await(t -> t.count(Frame.Error.class) == errors + 1, "another Error");
                assertThat(waiting.awaitError()).contains("cannot reach its database");
                for (CompletableFuture<Answer> answer :
                        Stream.concat(reads.stream(), logins.stream()).toList()) {
                    assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(503);
                    assertThat(answer.get().text("/code")).isEqualTo("DATABASE_UNAVAILABLE");
                }
                live.type("echo frozen-" + round + "-$((1+1))\n").awaitText("frozen-" + round + "-2");
            }

            postgres.thaw();
            await().atMost(BOUND).until(() -> anyone.get("/api/v1/health").status() == 200);
            for (CompletableFuture<Answer> answer : atOnce(() -> admin.get("/api/devices/browse"))) {
                assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
            }
            assertThat(anyone.post("/api/auth/login", WRONG).status()).isEqualTo(401);
            TerminalSocket second = scene.open(admin, device, key);
            second.type("echo second-$((1+1))\n").awaitText("second-2");
            await("nothing is lent for ever")
                    .atMost(BOUND)
                    .until(() -> scene.controller
                                    .bean(ConnectionPool.class)
                                    .getMetrics()
                                    .orElseThrow()
                                    .acquiredSize()
                            == 0);
            await("no half-open connections stay behind").atMost(BOUND).until(() -> connections(postgres) <= POOL_SIZE);

            live.type("echo after-$((1+1)); exit\n").awaitText("Press Enter");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(SessionSurvivalIT.recording(admin, live.sessionId()))
                            .contains("\"status\":\"complete\""));
            assertThat(SessionSurvivalIT.cast(admin, live.sessionId()))
                    .contains("before-2", "frozen-1-2", "frozen-3-2", "after-2");
            Stream.of(live, waiting, second).forEach(TerminalSocket::close);
        }
    }

    /** What who opens a terminal is told: a status of the upgrade, or where the user is still known from a moment ago, a frame. */
    private static String opening(TerminalScene scene, UUID device, UUID key) {
        try (TerminalSocket terminal = scene.connect(scene.admin, device, key, "")) {
            return terminal.awaitError();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return Integer.toString(
                    ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode());
        }
    }

    /** Each is answered within the bound. */
    private static List<CompletableFuture<Answer>> atOnce(Supplier<Answer> request) {
        return Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> {
                            long began = System.nanoTime();
                            Answer answer = request.get();
                            assertThat(Duration.ofNanos(System.nanoTime() - began))
                                    .isLessThan(BOUND);
                            return answer;
                        },
                        command -> Thread.ofVirtual().start(command)))
                .limit(REQUESTS)
                .toList();
    }

    private static int connections(FreezablePostgres postgres) throws Exception {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
