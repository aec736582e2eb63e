package io.netstacks.controller.auth;

import io.netstacks.controller.startup.Startup;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Removes expired refresh tokens now and then, a bounded number at a time; every instance may do it at once. */
@Component
class FamilyPurge implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(FamilyPurge.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final Disposable running;

    FamilyPurge(Families families, Startup startup) {
        running = Flux.interval(INTERVAL)
                .onBackpressureDrop()
                .filter(_ -> startup.isReady())
                .concatMap(
                        _ -> families.purge().onErrorResume(error -> {
                            log.warn(
                                    "Expired refresh tokens were not removed, trying again later: {}",
                                    error.toString());
                            return Mono.empty();
                        }),
                        1)
                .subscribe();
    }

    @Override
    public void destroy() {
        running.dispose();
    }
}
