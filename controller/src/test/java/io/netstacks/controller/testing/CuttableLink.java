package io.netstacks.controller.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP way to a server on loopback that a test can cut (connections break, new ones are refused), freeze (nothing passes any more) and mend. */
public final class CuttableLink implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final int target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private volatile ServerSocket acceptor;
    private boolean isFrozen;

    private CuttableLink(int target, ServerSocket acceptor) {
        this.target = target;
        this.acceptor = acceptor;
        this.port = acceptor.getLocalPort();
    }

    public static CuttableLink to(int target) {
        try {
            CuttableLink link = new CuttableLink(target, listen(0));
            link.serve();
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    public int port() {
        return port;
    }

    /** Breaks all connections and refuses new ones. */
    public void cut() {
        closeQuietly(acceptor);
        sockets.forEach(CuttableLink::closeQuietly);
        sockets.clear();
    }

    /** Keeps what comes, and the connections; new ones are taken. */
    public void freeze() {
        setFrozen(true);
    }

    /** Takes connections again, and lets what was kept pass. */
    public void mend() {
        setFrozen(false);
        if (!acceptor.isClosed()) {
            return;
        }
        try {
            acceptor = listen(port);
            serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void setFrozen(boolean frozen) {
        lock.lock();
        try {
            isFrozen = frozen;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitThaw() {
        lock.lock();
        try {
            while (isFrozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void serve() {
        ServerSocket listening = acceptor;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    join(listening, listening.accept());
                }
            } catch (IOException e) {
                // Cut.
            }
        });
    }

    private void join(ServerSocket listening, Socket client) {
        Thread.ofVirtual().start(() -> {
            try {
                sockets.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(server);
                if (listening.isClosed()) {
                    // Cut while these two came into being: who cut may have seen neither.
                    closeQuietly(client);
                    closeQuietly(server);
                    return;
                }
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> copy(server, client));
                copy(client, server);
            } catch (IOException e) {
                closeQuietly(client);
            }
        });
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitThaw();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Cut, or one side has closed.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        cut();
        setFrozen(false);
    }
}
