package io.netstacks.controller.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks the database for a sign of life at intervals, so that a health request costs nothing. */
@Component
public class DatabaseMonitor implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(DatabaseMonitor.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** A frozen server accepts connections and answers nothing. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final DatabaseClient database;
    private final DatabaseAddress address;
    private volatile boolean connected;
    private volatile @Nullable Disposable watch;

    DatabaseMonitor(DatabaseClient database, DatabaseAddress address) {
        this.database = database;
        this.address = address;
    }

    /** Whether the last question was answered, at most a few seconds ago. */
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void start() {
        watch = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> ask(), 1)
                .subscribe(this::saw);
    }

    @Override
    public void stop() {
        Disposable running = watch;
        if (running != null) {
            running.dispose();
            watch = null;
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }

    private Mono<Boolean> ask() {
        return database.sql("select 1")
                .fetch()
                .one()
                .hasElement()
                .timeout(TIMEOUT)
                .onErrorReturn(false);
    }

    private void saw(boolean answered) {
        if (answered != connected) {
            if (answered) {
                log.info("Database {} is connected", address);
            } else {
                log.warn("Database {} is disconnected", address);
            }
        }
        connected = answered;
    }
}
