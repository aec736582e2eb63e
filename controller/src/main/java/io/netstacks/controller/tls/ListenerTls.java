package io.netstacks.controller.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * The listener's side of TLS: a connection gets the certificate that was shown last. One that stands keeps its own, and a session of an earlier certificate
 * is not resumed under a later one.
 *
 * <p>Not by Netty's {@code SslContextBuilder}: its server context first tries how key managers wrap, with a key that it encrypts by ten thousand rounds of a
 * hash and reads with BouncyCastle, which takes a fifth of a start's main thread.
 */
final class ListenerTls extends SslContext {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String ENTRY = "netstacks";
    private static final char[] NO_PASSWORD = {};

    private volatile SslContext current;

    ListenerTls(ServerCertificate first) {
        current = context(first);
    }

    /** From now on new connections get {@code certificate}. */
    void show(ServerCertificate certificate) {
        current = context(certificate);
    }

    private static SslContext context(ServerCertificate certificate) {
        try {
            // In memory only. PKCS12 would spend ten thousand rounds of a hash on a password that protects nothing.
            KeyStore keys = KeyStore.getInstance("JKS");
            keys.load(null, null);
            keys.setKeyEntry(
                    ENTRY, certificate.key(), NO_PASSWORD, certificate.chain().toArray(Certificate[]::new));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            // Nobody is asked for a client certificate, so nobody is trusted; null would read the JDK's authorities.
            context.init(managers.getKeyManagers(), new TrustManager[0], null);
            return new JdkSslContext(
                    context,
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    ApplicationProtocolConfig.DISABLED,
                    ClientAuth.NONE,
                    PROTOCOLS,
                    false);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot use the certificate", e);
        }
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
        return current.newEngine(allocator, peerHost, peerPort);
    }

    @Override
    public boolean isClient() {
        return false;
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation")
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
