package io.netstacks.controller.health;

import io.netstacks.controller.auth.Access;
import io.netstacks.controller.cluster.ThisInstance;
import io.netstacks.controller.startup.Startup;
import io.netstacks.controller.storage.DatabaseMonitor;
import io.netstacks.controller.terminal.LiveSessions;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** For load balancers and monitors: no sign-in, no work per request (D001). */
@RestController
@Access(anyone = true)
class HealthController {

    private final ThisInstance me;
    private final Startup startup;
    private final DatabaseMonitor database;
    private final LiveSessions sessions;

    HealthController(ThisInstance me, Startup startup, DatabaseMonitor database, LiveSessions sessions) {
        this.me = me;
        this.startup = startup;
        this.database = database;
        this.sessions = sessions;
    }

    /** Liveness: the terminal client shows "Cannot Connect" for anything but 2xx (contract, rule 1), so only the process itself counts. */
    @GetMapping("/health")
    ResponseEntity<Map<String, String>> live() {
        return answer(200, Map.of("status", "ok"));
    }

    @GetMapping("/api/v1/health")
    ResponseEntity<HealthReport> health() {
        HealthDecision.Valkey valkey = HealthDecision.Valkey.NOT_CONFIGURED;
        HealthDecision decision = HealthDecision.of(startup.phase(), database.isConnected(), valkey);
        int local = sessions.count();
        return answer(
                decision.httpStatus(),
                new HealthReport(
                        decision.status(),
                        me.id().value(),
                        me.name(),
                        me.uptime().toSeconds(),
                        me.version(),
                        valkey.name().toLowerCase(Locale.ROOT),
                        database.isConnected() ? "connected" : "disconnected",
                        new HealthReport.Cluster(1, decision.healthy() ? 1 : 0, local, local)));
    }

    /** 200 from the first full initialisation until draining (D007). */
    @GetMapping("/api/v1/ready")
    ResponseEntity<Map<String, Boolean>> ready() {
        boolean ready = startup.isReady();
        return answer(ready ? 200 : 503, Map.of("ready", ready));
    }

    private static <T> ResponseEntity<T> answer(int status, T body) {
        return ResponseEntity.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(body);
    }
}
