package io.netstacks.controller.startup;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Runs the {@link StartupStep}s and says when this instance is ready.
 *
 * <p>A step that fails is tried again after a pause that doubles up to {@link #LONGEST_PAUSE}, for ever, with its message in the log at every attempt; a
 * step that refuses the start ends the process with status 1.
 */
@Component
public class Startup {

    private static final Logger log = LoggerFactory.getLogger(Startup.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Where an instance is between start and end (D007). */
    public enum Phase {
        STARTING,
        READY,
        /** Stopping: what is open goes on for a while, nothing new begins. */
        DRAINING
    }

    private final List<StartupStep> steps;
    private final ApplicationContext context;
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable Thread thread;

    Startup(List<StartupStep> steps, ApplicationContext context) {
        this.steps = steps;
        this.context = context;
    }

    public Phase phase() {
        return phase;
    }

    public boolean isReady() {
        return phase == Phase.READY;
    }

    @EventListener
    void begin(ApplicationReadyEvent event) {
        if (event.getApplicationContext() == context) {
            thread = Thread.ofPlatform().name("startup").daemon().start(this::run);
        }
    }

    @EventListener
    void drain(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            stopBeingReady();
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    private void run() {
        try {
            for (StartupStep step : steps) {
                runUntilDone(step);
            }
            if (becomeReady()) {
                log.info("Ready");
                context.publishEvent(new InstanceReady());
            }
        } catch (InterruptedException e) {
            log.info("Start interrupted: the process is stopping");
        } catch (StartRefusedException e) {
            log.error("Start refused: {}", e.getMessage());
            endProcess();
        } catch (Error e) {
            log.error("Start failed", e);
            endProcess();
        }
    }

    private synchronized void stopBeingReady() {
        phase = Phase.DRAINING;
    }

    private synchronized boolean becomeReady() {
        if (phase != Phase.STARTING) {
            return false;
        }
        phase = Phase.READY;
        return true;
    }

    /** On a thread that keeps the process alive until it has said status 1: closing the listener lets the last other one end. */
    private void endProcess() {
        Thread.ofPlatform()
                .name("refused")
                .daemon(false)
                .start(() -> System.exit(SpringApplication.exit(context, () -> 1)));
    }

    private void runUntilDone(StartupStep step) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                step.run();
                return;
            } catch (StartRefusedException e) {
                throw e;
            } catch (RuntimeException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                log.warn("Start: {}: {} Trying again in {} ms.", step.name(), e.getMessage(), pause.toMillis());
                log.debug("Start: {}", step.name(), e);
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }
}
