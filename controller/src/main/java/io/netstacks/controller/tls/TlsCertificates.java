package io.netstacks.controller.tls;

import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * The listener's certificate, from before the listener opens.
 *
 * <ol>
 *   <li>A certificate on disk is used; one that the user brought is never touched.
 *   <li>Without one, a CA and a certificate are made and written, so that the listener opens although the database may be away.
 *   <li>Once the vault answers, the cluster's CA is {@linkplain #adopt adopted}. Where it is not the one that issued our certificate, because another
 *       instance was first, a new certificate is issued from it and new connections get that one.
 *   <li>{@link #refresh} repeats that for a certificate that ends soon, and takes up one that the user replaced.
 * </ol>
 */
class TlsCertificates implements SslBundleRegistrar {

    static final String BUNDLE = "netstacks";

    private static final Logger log = LoggerFactory.getLogger(TlsCertificates.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final Duration AUTHORITY_WARNING = Duration.ofDays(365);

    private final TlsSettings settings;
    private final Set<ServerName> names;
    private final Clock clock;
    private final CertificateFiles files;

    private @Nullable SslBundleRegistry registry;
    private ServerCertificate current;
    /** Whether {@link #current} was issued by a CA of ours; finding out takes a signature's check. */
    private boolean isSelfGenerated;
    /** The CA that was made here and that the vault may or may not take; null where a certificate was on disk. */
    private final @Nullable CertificateAuthority made;
    /** The cluster's CA; null until the vault has told. */
    private @Nullable CertificateAuthority adopted;

    TlsCertificates(TlsSettings settings, Set<ServerName> names, Clock clock) {
        this.settings = settings;
        this.names = names;
        this.clock = clock;
        this.files = new CertificateFiles(settings);
        Optional<ServerCertificate> onDisk = files.read();
        if (onDisk.isPresent()) {
            this.made = null;
            this.current = onDisk.get();
        } else if (settings.autoGenerate()) {
            this.made = CertificateAuthority.create(clock.instant());
            this.current = firstCertificate(made);
        } else {
            throw settings.badCertificate("names a file that does not exist, and TLS_AUTO_GENERATE is false");
        }
        this.isSelfGenerated = current.isSelfGenerated();
    }

    /** Whether the certificate is ours to replace. */
    synchronized boolean areSelfGenerated() {
        return settings.autoGenerate() && isSelfGenerated;
    }

    /** What to offer to the vault as the cluster's CA. */
    CertificateAuthority candidate() {
        return made != null ? made : CertificateAuthority.create(clock.instant());
    }

    /** From now on certificates come from {@code authority}, the cluster's. */
    synchronized void adopt(CertificateAuthority authority) {
        adopted = authority;
        Instant end = authority.certificate().getNotAfter().toInstant();
        if (end.minus(AUTHORITY_WARNING).isBefore(clock.instant())) {
            log.warn("The cluster's CA ends on {}: clients will have to trust a new one", end);
        }
        renewIfDue(authority);
    }

    /** Takes up a certificate that was replaced on disk, and replaces one of ours that ends soon. Repeated while the controller runs. */
    synchronized void refresh() {
        ServerCertificate onDisk = files.read().orElse(current);
        if (!onDisk.equals(current)) {
            show(onDisk);
            log.info("Took up the replaced certificate at {}", settings.certPath());
        }
        CertificateAuthority authority = adopted;
        if (authority != null) {
            renewIfDue(authority);
        }
    }

    /** False while the cluster may turn out to have another CA than the one that was made here. */
    synchronized boolean areSettled() {
        return adopted != null || !areSelfGenerated();
    }

    synchronized ServerCertificate current() {
        return current;
    }

    @Override
    public synchronized void registerBundles(SslBundleRegistry registry) {
        this.registry = registry;
        registry.registerBundle(BUNDLE, bundle(current));
    }

    private ServerCertificate firstCertificate(CertificateAuthority authority) {
        KeyPair keys = CertificateAuthority.newKeys();
        ServerCertificate certificate = new ServerCertificate(chain(authority, keys.getPublic()), keys.getPrivate());
        try {
            files.write(certificate);
        } catch (UncheckedIOException e) {
            throw settings.badCertificate("names a file that does not exist and cannot be written by this user");
        }
        log.info(
                "Made a certificate for {} at {}",
                names.stream().map(ServerName::value).toList(),
                settings.certPath());
        return certificate;
    }

    private void renewIfDue(CertificateAuthority authority) {
        if (!areSelfGenerated() || (current.isIssuedBy(authority) && !current.isDue(clock.instant(), names))) {
            return;
        }
        ServerCertificate renewed =
                new ServerCertificate(chain(authority, current.leaf().getPublicKey()), current.key());
        files.write(renewed);
        show(renewed);
        log.info(
                "Issued a new certificate from {}, until {}",
                authority.certificate().getSubjectX500Principal(),
                renewed.leaf().getNotAfter().toInstant());
    }

    private List<X509Certificate> chain(CertificateAuthority authority, PublicKey server) {
        return List.of(authority.issue(server, names, clock.instant()), authority.certificate());
    }

    private void show(ServerCertificate certificate) {
        current = certificate;
        isSelfGenerated = certificate.isSelfGenerated();
        if (registry != null) {
            registry.updateBundle(BUNDLE, bundle(certificate));
        }
    }

    private static SslBundle bundle(ServerCertificate certificate) {
        try {
            // In memory only. PKCS12 would spend ten thousand rounds of a hash on a password that protects nothing.
            KeyStore keys = KeyStore.getInstance("JKS");
            keys.load(null, null);
            keys.setKeyEntry(
                    BUNDLE, certificate.key(), new char[0], certificate.chain().toArray(Certificate[]::new));
            // Nobody is asked for a client certificate; an own store spares reading the JDK's.
            KeyStore trusted = KeyStore.getInstance("JKS");
            trusted.load(null, null);
            trusted.setCertificateEntry(BUNDLE, certificate.chain().getLast());
            return SslBundle.of(
                    SslStoreBundle.of(keys, "", trusted), SslBundleKey.of("", BUNDLE), SslOptions.of(null, PROTOCOLS));
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("Cannot use the certificate", e);
        }
    }
}
