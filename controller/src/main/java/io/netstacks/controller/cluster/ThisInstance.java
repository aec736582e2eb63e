package io.netstacks.controller.cluster;

import io.netstacks.controller.environment.InstanceSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** This boot of this controller. */
@Component
public class ThisInstance {

    private final InstanceId id = InstanceId.random(new SecureRandom());
    private final String name;
    private final String version;
    private final long startedNanos = System.nanoTime();
    /** Looked up once: asking the system for it may take seconds, and nobody here has a thread for that. */
    private final String host;

    private volatile int port;

    ThisInstance(InstanceSettings settings, @Value("${netstacks.version}") String version) {
        this.name = settings.name();
        this.version = version;
        this.host = hostName(name);
    }

    @EventListener
    void listening(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }

    public InstanceId id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String version() {
        return version;
    }

    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** Host name and port of the listener: two live instances never have the same. */
    String address() {
        return host + ":" + port;
    }

    private static String hostName(String otherwise) {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return otherwise;
        }
    }
}
