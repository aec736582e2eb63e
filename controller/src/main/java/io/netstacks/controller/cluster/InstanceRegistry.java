package io.netstacks.controller.cluster;

import io.netstacks.controller.startup.StartupStep;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.annotation.Order;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Registers this instance in the database, shows that it lives, and tells which owners of unfinished sessions do not. A heartbeat costs one update,
 * whatever the number of sessions.
 */
@Component
@Order(StartupStep.INSTANCE_REGISTRATION)
public class InstanceRegistry implements StartupStep, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(InstanceRegistry.class);
    private static final Duration DEREGISTER_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REGISTER_TIMEOUT = Duration.ofSeconds(10);

    private final DatabaseClient database;
    private final ThisInstance me;
    private final HaSettings settings;
    private final Liveness liveness;
    private @Nullable Disposable heartbeat;

    InstanceRegistry(DatabaseClient database, ThisInstance me, HaSettings settings) {
        this.database = database;
        this.me = me;
        this.settings = settings;
        Duration interval = settings.heartbeatInterval();
        // Not dividedBy: Duration does that with BigDecimal, whose class initialiser costs a start 50 ms.
        this.liveness = new Liveness(settings.staleTtl(), interval.plusNanos(interval.toNanos() / 2));
    }

    @Override
    public String name() {
        return "instance registration";
    }

    @Override
    public void run() {
        beat().block(REGISTER_TIMEOUT);
        log.info("Registered as {} ({}) at {}", me.id(), me.name(), me.address());
        heartbeat = Flux.interval(settings.heartbeatInterval())
                .onBackpressureDrop()
                .concatMap(tick -> beat().timeout(settings.heartbeatInterval()).onErrorResume(e -> {
                    log.warn("Heartbeat failed: {}", e.getMessage());
                    return Mono.empty();
                }))
                .subscribe();
    }

    /** Deregisters at once (B011): the sessions of an instance without registration are free. */
    @Override
    public void destroy() {
        Disposable running = heartbeat;
        if (running == null) {
            return;
        }
        running.dispose();
        database.sql("delete from instance where id = :id")
                .bind("id", me.id().value())
                .fetch()
                .rowsUpdated()
                .timeout(DEREGISTER_TIMEOUT)
                .onErrorResume(e -> {
                    log.warn("Could not deregister {}: {}", me.id(), e.getMessage());
                    return Mono.empty();
                })
                .block(DEREGISTER_TIMEOUT.plusSeconds(1));
    }

    /** How often {@link #deadOwners} should be asked. */
    public Duration observationInterval() {
        return settings.heartbeatInterval();
    }

    /** Owners of unfinished sessions that are dead as far as this instance has seen; call it again and again, one call at a time. */
    public Mono<List<String>> deadOwners() {
        return database.sql("""
                        select owner, instance.address, instance.beats
                        from (select distinct owner from session where ended_at is null) as live
                        left join instance on instance.id = live.owner
                        where owner <> :me
                        """)
                .bind("me", me.id().value())
                .map(row -> new Liveness.Sighting(
                        Objects.requireNonNull(row.get("owner", String.class)),
                        row.get("address", String.class),
                        row.get("beats", Long.class)))
                .all()
                .collectList()
                .map(sightings -> liveness.dead(sightings, me.address(), System.nanoTime()));
    }

    /** Removes the registrations of instances whose sessions have been put in order. */
    public Mono<Void> forget(Collection<String> owners) {
        return database.sql("delete from instance where id = any(:owners)")
                .bind("owners", owners.toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Registers when there is no registration (any more), else shows a sign of life. */
    private Mono<Long> beat() {
        return database.sql("""
                        insert into instance (id, name, version, address) values (:id, :name, :version, :address)
                        on conflict (id) do update set beats = instance.beats + 1
                        """)
                .bind("id", me.id().value())
                .bind("name", me.name())
                .bind("version", me.version())
                .bind("address", me.address())
                .fetch()
                .rowsUpdated();
    }
}
