package io.netstacks.controller.vault;

import io.netstacks.controller.audit.AuditEvent;
import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.auth.Role;
import io.netstacks.controller.storage.SqlParameter;
import io.netstacks.controller.storage.SqlTime;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Which shared credential may go to which device for whom (design §8.4). When the device's host or port changes, the database drops its grants. */
@Component
class CredentialGrants {

    private static final int MAX_ROLE = 64;

    private final DatabaseClient database;
    private final AuditLog audit;
    private final TransactionalOperator transaction;

    CredentialGrants(DatabaseClient database, AuditLog audit, TransactionalOperator transaction) {
        this.database = database;
        this.audit = audit;
        this.transaction = transaction;
    }

    /** How far a shared credential goes for a user. */
    enum Reach {
        NOWHERE,
        OTHER_DEVICES_ONLY,
        THIS_DEVICE
    }

    /**
     * One grant, to a user or to a role.
     *
     * @param username of the user, for people
     */
    record Grant(
            UUID id,
            UUID credentialId,
            UUID deviceId,
            String deviceName,
            @Nullable UUID userId,
            @Nullable String username,
            @Nullable String role,
            Instant createdAt) {}

    Mono<Reach> reach(UUID credential, CurrentUser user, @Nullable UUID device) {
        return database.sql("""
                        select count(*) as anywhere, count(*) filter (where device_id = :device) as here
                          from credential_grant
                         where credential_id = :credential
                           and (user_id = :user or role = any(:roles))
                        """)
                .bind("credential", credential)
                .bind("user", user.id())
                .bind("roles", user.roles().toArray(String[]::new))
                .bind("device", SqlParameter.of(device, UUID.class))
                .map(row -> positive(row, "here")
                        ? Reach.THIS_DEVICE
                        : positive(row, "anywhere") ? Reach.OTHER_DEVICES_ONLY : Reach.NOWHERE)
                .one();
    }

    Mono<Page<Grant>> list(UUID credential, Paging paging) {
        Mono<Long> total = database.sql("select count(*) from credential_grant where credential_id = :credential")
                .bind("credential", credential)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
        Mono<Page<Grant>> page = database.sql("""
                        select g.id, g.credential_id, g.device_id, d.name as device_name, g.user_id, u.username, g.role, g.created_at
                          from credential_grant g
                          join device d on d.id = g.device_id
                          left join users u on u.id = g.user_id
                         where g.credential_id = :credential
                         order by lower(d.name), g.id
                         limit :limit offset :offset
                        """)
                .bind("credential", credential)
                .bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map(CredentialGrants::grant)
                .all()
                .collectList()
                .zipWith(total, (list, all) -> new Page<>(list, all, paging.limit(), paging.offset()));
        return requireShared(credential).then(page);
    }

    Mono<Grant> grant(Caller caller, UUID credential, JsonBody body) {
        UUID device = body.uuid("device_id");
        UUID user = body.uuid("user_id");
        String role = body.line("role", MAX_ROLE);
        if (device == null) {
            throw ApiException.invalid("device_id", "is missing.");
        }
        if ((user == null) == (role == null)) {
            throw ApiException.invalid("user_id", "or role must be given, and not both.");
        }
        if (role != null
                && Arrays.stream(Role.values()).noneMatch(known -> known.key().equals(role))) {
            throw ApiException.invalid("role", "must be admin, operator or viewer.");
        }
        UUID id = UUID.randomUUID();
        return requireShared(credential)
                .then(requireRow("device", "device_id", device))
                .then(user == null ? Mono.empty() : requireRow("users", "user_id", user))
                .then(insert(caller, id, credential, device, user, role))
                .then(Mono.defer(() -> find(credential, id)))
                .flatMap(grant -> audited(caller, "credential.granted", grant))
                // Something that was there when we looked is gone.
                .onErrorMap(
                        DataIntegrityViolationException.class, _ -> ApiException.notFound("credential, device or user"))
                .as(transaction::transactional);
    }

    Mono<Void> revoke(Caller caller, UUID credential, UUID id) {
        return requireShared(credential)
                .then(find(credential, id))
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("grant")))
                .flatMap(grant -> database.sql("delete from credential_grant where id = :id")
                        .bind("id", id)
                        .then()
                        .then(audited(caller, "credential.grant_revoked", grant)))
                .then()
                .as(transaction::transactional);
    }

    private Mono<Void> insert(
            Caller caller, UUID id, UUID credential, UUID device, @Nullable UUID user, @Nullable String role) {
        return database.sql("""
                        insert into credential_grant (id, credential_id, device_id, user_id, role, created_by)
                        values (:id, :credential, :device, :user, :role, :admin)
                        on conflict (credential_id, device_id, user_id, role) do nothing
                        """)
                .bind("id", id)
                .bind("credential", credential)
                .bind("device", device)
                .bind("user", SqlParameter.of(user, UUID.class))
                .bind("role", SqlParameter.text(role))
                .bind("admin", caller.user().id())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows == 1)
                .switchIfEmpty(Mono.error(() -> ApiException.conflict(
                        "GRANT_EXISTS", "This credential is already granted for this device to this user or role.")))
                .then();
    }

    /** Personal credentials have no grants, and administrators do not learn of them here. */
    private Mono<Void> requireShared(UUID credential) {
        return database.sql("select 1 from credential where id = :id and owner_id is null")
                .bind("id", credential)
                .map(_ -> true)
                .one()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("credential")))
                .then();
    }

    private Mono<Void> requireRow(String table, String field, UUID id) {
        return database.sql("select 1 from " + table + " where id = :id")
                .bind("id", id)
                .map(_ -> true)
                .one()
                .switchIfEmpty(Mono.error(() -> ApiException.invalid(field, "names nothing that exists.")))
                .then();
    }

    private Mono<Grant> find(UUID credential, UUID id) {
        return database.sql("""
                        select g.id, g.credential_id, g.device_id, d.name as device_name, g.user_id, u.username, g.role, g.created_at
                          from credential_grant g
                          join device d on d.id = g.device_id
                          left join users u on u.id = g.user_id
                         where g.id = :id and g.credential_id = :credential
                        """)
                .bind("id", id)
                .bind("credential", credential)
                .map(CredentialGrants::grant)
                .one();
    }

    private Mono<Grant> audited(Caller caller, String type, Grant grant) {
        AuditEvent event = caller.did(type)
                .on("credential", grant.credentialId())
                .with("device_id", grant.deviceId().toString())
                .with("device_name", grant.deviceName());
        if (grant.userId() != null) {
            event = event.with("user_id", grant.userId().toString());
        }
        if (grant.role() != null) {
            event = event.with("role", grant.role());
        }
        return audit.append(event).thenReturn(grant);
    }

    private static Grant grant(Readable row) {
        return new Grant(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("credential_id", UUID.class)),
                Objects.requireNonNull(row.get("device_id", UUID.class)),
                Objects.requireNonNull(row.get("device_name", String.class)),
                row.get("user_id", UUID.class),
                row.get("username", String.class),
                row.get("role", String.class),
                SqlTime.of(row, "created_at"));
    }

    private static boolean positive(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class)) > 0;
    }
}
