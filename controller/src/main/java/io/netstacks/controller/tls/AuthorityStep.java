package io.netstacks.controller.tls;

import io.netstacks.controller.startup.StartupStep;
import io.netstacks.controller.vault.VaultSecrets;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Agrees with the other instances on one CA: the first to reach the vault decides. Nothing to do where the user brought a certificate. */
class AuthorityStep implements StartupStep {

    private static final String NAME = "tls/certificate-authority";
    private static final Duration VAULT_TIMEOUT = Duration.ofSeconds(10);

    private final TlsCertificates certificates;
    private final VaultSecrets secrets;

    AuthorityStep(TlsCertificates certificates, VaultSecrets secrets) {
        this.certificates = certificates;
        this.secrets = secrets;
    }

    @Override
    public String name() {
        return "certificate authority";
    }

    @Override
    public void run() {
        if (certificates.areSelfGenerated()) {
            // Keys are made only where none are kept: that is much of a start.
            byte[] kept = secrets.find(NAME)
                    .switchIfEmpty(Mono.fromSupplier(certificates::candidate)
                            .flatMap(candidate -> secrets.putIfAbsent(NAME, candidate.toBytes())))
                    .block(VAULT_TIMEOUT);
            certificates.adopt(CertificateAuthority.fromBytes(Objects.requireNonNull(kept)));
        }
    }
}
