package io.netstacks.controller.vault;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.vault.CredentialStore.WithSecret;
import io.netstacks.controller.vault.SecretChange.Keep;
import io.netstacks.controller.vault.SecretChange.Replace;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The credentials that devices are logged in to with: personal ones, which belong to one user, and shared ones, which an administrator grants.
 *
 * <p>Whoever is not meant to know of a credential gets the answer that there is none.
 */
@Component
public class Credentials {

    private final CredentialStore store;
    private final CredentialGrants grants;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    Credentials(CredentialStore store, CredentialGrants grants, AuditLog audit, TransactionalOperator transaction) {
        this.store = store;
        this.grants = grants;
        this.audit = audit;
        this.transaction = transaction;
    }

    /**
     * The credential with its secret, for one login (design §8.4): a personal one for its owner only, a shared one only where it is granted, for this
     * device, to this user or one of the user's roles. Asked anew for every login and every takeover, so that what was revoked is not used again.
     *
     * <p>Host and port must come from a device that was read <em>before</em> this call: a device that moves loses its grants, so what is granted after
     * the reading was granted for the address that was read.
     *
     * @param deviceId the device of the inventory that will get the secret; null for a bare host and port, where only personal credentials go
     * @throws ApiException through the Mono: 404 NOT_FOUND; 403 CREDENTIAL_NOT_GRANTED; 500 SECRET_UNREADABLE. None of the texts holds "auth".
     */
    public Mono<UsableCredential> forConnection(CurrentUser user, UUID credentialId, @Nullable UUID deviceId) {
        return store.find(credentialId)
                .flatMap(credential -> mayUse(user, credential, deviceId).thenReturn(credential))
                .flatMap(credential -> store.reveal(credential.id()))
                .map(Credentials::usable)
                .switchIfEmpty(Mono.error(Credentials::unknown));
    }

    Mono<Page<Credential>> accessible(CurrentUser user, Paging paging) {
        return store.accessible(user.id(), user.roles().toArray(String[]::new), paging);
    }

    Mono<Page<Credential>> owned(@Nullable UUID owner, Paging paging) {
        return store.owned(owner, paging);
    }

    /** @param owner whose personal credential it becomes; null for a shared one */
    Mono<Credential> create(Caller caller, @Nullable UUID owner, JsonBody body) {
        return Mono.fromSupplier(() -> CredentialForm.create(body, UUID.randomUUID(), owner, now()))
                .flatMap(form -> checked(form).then(store.insert(form)))
                .flatMap(credential -> audited(caller, "credential.created", credential))
                .as(transaction::transactional);
    }

    Mono<Credential> change(Caller caller, @Nullable UUID owner, UUID id, JsonBody body) {
        return store.lock(owner, id)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("credential")))
                .map(old -> CredentialForm.change(body, old, now()))
                .flatMap(form -> checked(form).then(store.update(form)).flatMap(credential -> audit.append(
                                event(caller, "credential.changed", credential)
                                        .with("secret_changed", !(form.secret() instanceof Keep))
                                        .with("enable_secret_changed", !(form.enableSecret() instanceof Keep)))
                        .thenReturn(credential)))
                .as(transaction::transactional);
    }

    Mono<Void> delete(Caller caller, @Nullable UUID owner, UUID id) {
        return store.delete(owner, id)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("credential")))
                .flatMap(credential -> audited(caller, "credential.deleted", credential))
                .then()
                .as(transaction::transactional);
    }

    /** The user's own secret in clear; the audit trail has it before the user has. */
    Mono<String> reveal(Caller caller, UUID id, String reason) {
        return store.lock(caller.user().id(), id)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("credential")))
                .flatMap(credential -> audit.append(
                        event(caller, "credential.revealed", credential).with("reason", reason)))
                .then(Mono.defer(() -> store.reveal(id)))
                .map(WithSecret::secret)
                .as(transaction::transactional);
    }

    private Mono<Void> mayUse(CurrentUser user, Credential credential, @Nullable UUID deviceId) {
        if (!credential.isShared()) {
            return user.id().equals(credential.ownerId()) ? Mono.empty() : Mono.error(unknown());
        }
        return grants.reach(credential.id(), user, deviceId).flatMap(reach -> switch (reach) {
            case THIS_DEVICE -> Mono.empty();
            case OTHER_DEVICES_ONLY -> Mono.error(notGranted(credential, deviceId));
            case NOWHERE -> Mono.error(unknown());
        });
    }

    /** A key is read once before it is stored; a password can be anything. */
    private static Mono<Void> checked(CredentialForm form) {
        return form.credential().type() == CredentialType.SSH_KEY && form.secret() instanceof Replace(String key)
                ? PrivateKeyText.require(key)
                : Mono.empty();
    }

    private Mono<Credential> audited(Caller caller, String type, Credential credential) {
        return audit.append(event(caller, type, credential)).thenReturn(credential);
    }

    private static AuditEvent event(Caller caller, String type, Credential credential) {
        return caller.did(type)
                .on("credential", credential.id())
                .with("name", credential.name())
                .with("vault_type", credential.isShared() ? "shared" : "personal");
    }

    private static UsableCredential usable(WithSecret row) {
        Credential credential = row.credential();
        return new UsableCredential(
                credential.id(), credential.name(), credential.type(), credential.username(), row.secret());
    }

    private static ApiException unknown() {
        return new ApiException(
                HttpStatus.NOT_FOUND,
                "NOT_FOUND",
                "No such credential, or it is not for you. Choose another one, or ask an administrator to grant it to you.");
    }

    private static ApiException notGranted(Credential credential, @Nullable UUID deviceId) {
        return new ApiException(
                HttpStatus.FORBIDDEN,
                "CREDENTIAL_NOT_GRANTED",
                deviceId == null
                        ? "The shared credential \"%s\" goes only to devices of the inventory that it is granted for. Use a personal credential, or ask an administrator to add this host as a device and grant the credential for it."
                                .formatted(credential.name())
                        : "The shared credential \"%s\" is not granted to you for this device. Choose another credential, or ask an administrator for a grant."
                                .formatted(credential.name()));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
