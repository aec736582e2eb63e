package io.netstacks.controller.tls;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Looks after the certificate while the controller runs; what fails is said and tried again the next time. */
class CertificateWatch implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final TlsCertificates certificates;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate-watch").daemon().factory());

    CertificateWatch(TlsCertificates certificates) {
        this.certificates = certificates;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        executor.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            certificates.refresh();
        } catch (RuntimeException e) {
            log.warn("The certificate stays as it is: {}", e.getMessage());
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
