package io.netstacks.controller.web;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The listener without TLS, off unless {@code API_PLAIN_PORT} is set; it starts and stops with the one for clients. */
class PlainListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PlainListener.class);

    private final ListenerSettings settings;
    private final HttpHandler handler;
    private volatile @Nullable DisposableServer server;

    PlainListener(ListenerSettings settings, HttpHandler handler) {
        this.settings = settings;
        this.handler = handler;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
    }

    @Override
    public void start() {
        if (settings.plainPort() == 0) {
            return;
        }
        try {
            server = HttpLimits.apply(HttpServer.create())
                    .bindAddress(() -> new InetSocketAddress(settings.bindAddress(), settings.plainPort()))
                    .handle(new ReactorHttpHandlerAdapter(handler))
                    .bindNow();
        } catch (ChannelBindException e) {
            throw ListenerFailureAnalyzer.explain(e, "API_PLAIN_PORT", "8080");
        }
        log.warn(
                "Plain HTTP is open on {} port {} (API_PLAIN_PORT): passwords and terminals cross it readable. Let only the load"
                        + " balancer that ends TLS reach it.",
                settings.bindAddr(),
                settings.plainPort());
    }

    @Override
    public void stop() {
        DisposableServer running = server;
        if (running != null) {
            running.disposeNow();
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
