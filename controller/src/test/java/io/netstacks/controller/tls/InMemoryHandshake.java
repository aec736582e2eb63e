package io.netstacks.controller.tls;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A TLS client that trusts everybody, remembers its sessions, and reaches its server without a network. */
final class InMemoryHandshake {

    private static final int MOST_STEPS = 100;
    private static final int BUFFER = 64 * 1024;

    private final SSLContext client;

    InMemoryHandshake() throws Exception {
        client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {new TrustingAll()}, null);
    }

    /** @return the certificate that the server shows */
    X509Certificate with(SslContext server) throws Exception {
        SSLEngine here = client.createSSLEngine("localhost", 443);
        here.setUseClientMode(true);
        SSLEngine there = server.newEngine(UnpooledByteBufAllocator.DEFAULT);
        ByteBuffer toThere = ByteBuffer.allocate(BUFFER);
        ByteBuffer toHere = ByteBuffer.allocate(BUFFER);
        here.beginHandshake();
        there.beginHandshake();
        for (int step = 0; step < MOST_STEPS && !(isDone(here) && isDone(there)); step++) {
            move(here, toHere, toThere);
            move(there, toThere, toHere);
        }
        return (X509Certificate) here.getSession().getPeerCertificates()[0];
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void move(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        }
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(BUFFER));
        in.compact();
    }

    private static final class TrustingAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
