package io.netstacks.controller.device;

import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * MINA's way to devices by Netty, on the loops that the clients' sockets live on.
 *
 * <p>With MINA's own, on the JDK's asynchronous channels, a pool of threads takes turns at polling, and output changes threads twice between the device and
 * its client. Here one thread reads from the device, decrypts, and writes to the client. (MINA's Netty module ends at version 2.17 of MINA.)
 */
final class DeviceTransport extends AbstractCloseable implements IoServiceFactory {

    private final LoopResources loops;
    private @Nullable IoServiceEventListener listener;

    private DeviceTransport(LoopResources loops) {
        this.loops = loops;
    }

    /** @param loops remain open when the client ends */
    static IoServiceFactoryFactory on(LoopResources loops) {
        return new IoServiceFactoryFactory() {
            @Override
            public IoServiceFactory create(FactoryManager manager) {
                return new DeviceTransport(loops);
            }

            @Override
            public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
                // No threads are made here.
            }
        };
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
        ConnectionOpener connector = new ConnectionOpener(handler, loops);
        connector.setIoServiceEventListener(listener);
        return connector;
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        throw new UnsupportedOperationException("Devices do not connect to us");
    }

    @Override
    public @Nullable IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(@Nullable IoServiceEventListener listener) {
        this.listener = listener;
    }
}
