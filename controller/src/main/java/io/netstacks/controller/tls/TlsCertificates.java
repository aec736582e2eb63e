package io.netstacks.controller.tls;

import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
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
class TlsCertificates {

    private static final Logger log = LoggerFactory.getLogger(TlsCertificates.class);
    private static final Duration AUTHORITY_WARNING = Duration.ofDays(365);

    private final TlsSettings settings;
    private final Set<ServerName> names;
    private final Clock clock;
    private final CertificateFiles files;

    private final ListenerTls listener;
    private ServerCertificate current;
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
        this.listener = new ListenerTls(current);
    }

    /** What the listener is to be secured with. */
    ListenerTls listener() {
        return listener;
    }

    /** Whether the certificate is ours to replace. */
    synchronized boolean areSelfGenerated() {
        return settings.autoGenerate() && current.isSelfGenerated();
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

    private ServerCertificate firstCertificate(CertificateAuthority authority) {
        KeyPair keys = CertificateAuthority.newKeys();
        ServerCertificate certificate =
                new ServerCertificate(chain(authority, keys.getPublic()), PublicHalf.toldBy(keys));
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
        listener.show(certificate);
    }
}
