package io.netstacks.controller.broker;

import io.netstacks.controller.cluster.InstanceRegistry;
import io.netstacks.controller.recording.Recordings;
import io.netstacks.controller.startup.StartupStep;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts in order what dead instances left: what they had spooled on this machine's disk goes into the database, their recordings are closed as interrupted,
 * their sessions end, and the audit trail says so.
 */
@Component
@Order(StartupStep.RECORDING_RECOVERY)
class DeadInstanceRecovery implements StartupStep, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(DeadInstanceRecovery.class);

    private final InstanceRegistry instances;
    private final SessionRows sessions;
    private final Recordings recordings;
    private Disposable watching = Disposables.disposed();

    DeadInstanceRecovery(InstanceRegistry instances, SessionRows sessions, Recordings recordings) {
        this.instances = instances;
        this.sessions = sessions;
        this.recordings = recordings;
    }

    @Override
    public String name() {
        return "recovery of what dead instances left";
    }

    @Override
    public void run() {
        watching = Flux.interval(java.time.Duration.ZERO, instances.observationInterval())
                .onBackpressureDrop()
                .concatMap(tick -> look(), 1)
                .subscribe();
    }

    private Mono<Void> look() {
        return instances
                .deadOwners()
                .filter(owners -> !owners.isEmpty())
                .flatMap(this::putInOrder)
                .onErrorResume(e -> {
                    log.warn("Could not put in order what dead instances left, trying again: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private Mono<Void> putInOrder(List<String> owners) {
        return recordings
                .drainLeftovers()
                .then(recordings.interruptOrphans(owners))
                .flatMap(interrupted -> sessions.closeOrphans(owners)
                        .doOnNext(closed -> log.info(
                                "Instances {} are gone: {} sessions ended, {} recordings interrupted",
                                owners,
                                closed,
                                interrupted)))
                .then(instances.forget(owners));
    }

    @Override
    public void destroy() {
        watching.dispose();
    }
}
