package io.netstacks.controller.broker;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The threads that sessions live on: one per processor, each serving many sessions, each session on one of them. */
@Component
class SessionLoops implements DisposableBean {

    private final DefaultEventExecutorGroup group = new DefaultEventExecutorGroup(
            Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("session", true));

    ScheduledExecutorService next() {
        return group.next();
    }

    @Override
    public void destroy() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
