package io.netstacks.controller.device;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.common.util.threads.NoCloseExecutor;

/**
 * A virtual thread for each TCP connection that is waited for. MINA 2.20 would do so on a pool of processors + 1: as many devices that do not answer would stop
 * all others from being connected.
 *
 * <p>What was handed over runs, whoever cancels it: MINA 2.20's {@code Nio2Connector} cancels the waiting before the connecting, and the socket of a connection
 * that stands by then, but whose waiting has not begun, would never be closed. Run, it finds that nobody wants the connection, and closes it.
 */
final class ConnectThreads extends NoCloseExecutor {

    ConnectThreads() {
        super(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("ssh-connect-", 0).factory()));
    }

    @Override
    public Future<?> submit(Runnable waiting) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        execute(() -> {
            waiting.run();
            end.complete(null);
        });
        return end;
    }
}
