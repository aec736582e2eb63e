package io.netstacks.controller.vault;

import io.netstacks.controller.storage.SqlParameter;
import io.netstacks.controller.storage.SqlTime;
import io.netstacks.controller.vault.SecretChange.Keep;
import io.netstacks.controller.vault.SecretChange.Remove;
import io.netstacks.controller.vault.SecretChange.Replace;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.Page;
import io.netstacks.controller.web.Paging;
import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code credential}. Secrets go in and out through the vault here and nowhere else. */
@Component
class CredentialStore {

    private static final Logger log = LoggerFactory.getLogger(CredentialStore.class);

    private static final String COLUMNS = """
            id, owner_id, name, description, credential_type, username, host, port, enable_secret is not null as has_enable_secret,
            created_at, updated_at
            """;

    /** A user's own, and the shared ones that are granted to the user or to one of the user's roles, be it for one device only. */
    private static final String ACCESSIBLE = """
            with accessible as (
                select * from credential where owner_id = :user
                union all
                select * from credential c
                 where owner_id is null
                   and exists (select 1 from credential_grant g
                                where g.credential_id = c.id and (g.user_id = :user or g.role = any(:roles)))
            )
            """;

    private final DatabaseClient database;
    private final Vault vault;

    CredentialStore(DatabaseClient database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** The secret is in clear: not for logs and not for lists. */
    record WithSecret(Credential credential, String secret) {

        @Override
        public String toString() {
            return credential.toString();
        }
    }

    /** A user's personal credentials, or with {@code owner} null the shared ones, by name. */
    Mono<Page<Credential>> owned(@Nullable UUID owner, Paging paging) {
        String where = "from credential where owner_id = :owner or (:owner is null and owner_id is null) ";
        return page(
                database.sql("select count(*) " + where).bind("owner", SqlParameter.of(owner, UUID.class)),
                database.sql("select " + COLUMNS + where + "order by lower(name), id limit :limit offset :offset")
                        .bind("owner", SqlParameter.of(owner, UUID.class)),
                paging);
    }

    /** What a user may use somewhere, by name. */
    Mono<Page<Credential>> accessible(UUID user, String[] roles, Paging paging) {
        return page(
                database.sql(ACCESSIBLE + "select count(*) from accessible")
                        .bind("user", user)
                        .bind("roles", roles),
                database.sql(ACCESSIBLE + "select " + COLUMNS
                                + "from accessible order by lower(name), id limit :limit offset :offset")
                        .bind("user", user)
                        .bind("roles", roles),
                paging);
    }

    /** Empty when there is none of this owner with this id. The row stays locked until the transaction ends. */
    Mono<Credential> lock(@Nullable UUID owner, UUID id) {
        return database.sql("select " + COLUMNS
                        + "from credential where id = :id and owner_id is not distinct from :owner for update")
                .bind("id", id)
                .bind("owner", SqlParameter.of(owner, UUID.class))
                .map(CredentialStore::credential)
                .one();
    }

    /** Empty when there is none with this id; whose it is, the caller looks at. */
    Mono<Credential> find(UUID id) {
        return database.sql("select " + COLUMNS + "from credential where id = :id")
                .bind("id", id)
                .map(CredentialStore::credential)
                .one();
    }

    /** @throws ApiException through the Mono: 500 SECRET_UNREADABLE when it cannot be decrypted (F010) */
    Mono<WithSecret> reveal(UUID id) {
        return database.sql("select " + COLUMNS + ", secret from credential where id = :id")
                .bind("id", id)
                .map(row -> new Sealed(credential(row), Objects.requireNonNull(row.get("secret", byte[].class))))
                .one()
                .map(this::opened);
    }

    /** @throws ApiException through the Mono: 409 CREDENTIAL_NAME_TAKEN */
    Mono<Credential> insert(CredentialForm form) {
        Credential credential = form.credential();
        return bound(database.sql("""
                                insert into credential (id, owner_id, name, description, credential_type, username, host, port,
                                                        secret, enable_secret, created_at, updated_at)
                                values (:id, :owner, :name, :description, :type, :username, :host, :port,
                                        :secret, :enableSecret, :createdAt, :updatedAt)
                                """), form)
                .bind("owner", SqlParameter.of(credential.ownerId(), UUID.class))
                .bind("createdAt", credential.createdAt())
                .then()
                .thenReturn(credential)
                .onErrorMap(DuplicateKeyException.class, _ -> nameTaken(credential));
    }

    /** @throws ApiException through the Mono: 409 CREDENTIAL_NAME_TAKEN */
    Mono<Credential> update(CredentialForm form) {
        Credential credential = form.credential();
        return bound(database.sql("""
                                update credential
                                   set name = :name, description = :description, credential_type = :type, username = :username,
                                       host = :host, port = :port, updated_at = :updatedAt,
                                       secret = coalesce(:secret, secret),
                                       enable_secret = case when :keepsEnableSecret then enable_secret else :enableSecret end
                                 where id = :id
                                """), form)
                .bind("keepsEnableSecret", form.enableSecret() instanceof Keep)
                .then()
                .thenReturn(credential)
                .onErrorMap(DuplicateKeyException.class, _ -> nameTaken(credential));
    }

    /** Empty when there is none of this owner with this id, else what was deleted. */
    Mono<Credential> delete(@Nullable UUID owner, UUID id) {
        return database.sql("delete from credential where id = :id and owner_id is not distinct from :owner returning "
                        + COLUMNS)
                .bind("id", id)
                .bind("owner", SqlParameter.of(owner, UUID.class))
                .map(CredentialStore::credential)
                .one();
    }

    private record Sealed(Credential credential, byte[] secret) {}

    private WithSecret opened(Sealed row) {
        Credential credential = row.credential();
        try {
            byte[] secret = vault.open(row.secret(), place(credential.id(), "secret"));
            return new WithSecret(credential, new String(secret, StandardCharsets.UTF_8));
        } catch (UnreadableSecretException e) {
            log.error("Credential {}: {}", credential.id(), e.getMessage());
            throw unreadable(credential, e);
        }
    }

    private DatabaseClient.GenericExecuteSpec bound(DatabaseClient.GenericExecuteSpec sql, CredentialForm form) {
        Credential credential = form.credential();
        return sql.bind("id", credential.id())
                .bind("name", credential.name())
                .bind("description", SqlParameter.text(credential.description()))
                .bind("type", credential.type().word())
                .bind("username", credential.username())
                .bind("host", SqlParameter.text(credential.host()))
                .bind("port", SqlParameter.of(credential.port(), Integer.class))
                .bind("updatedAt", credential.updatedAt())
                .bind("secret", sealed(form.secret(), place(credential.id(), "secret")))
                .bind("enableSecret", sealed(form.enableSecret(), place(credential.id(), "enable_secret")));
    }

    private Parameter sealed(SecretChange change, SecretPlace place) {
        return switch (change) {
            case Replace(String secret) -> Parameters.in(vault.seal(secret.getBytes(StandardCharsets.UTF_8), place));
            case Keep _, Remove _ -> Parameters.in(byte[].class);
        };
    }

    private static Mono<Page<Credential>> page(
            DatabaseClient.GenericExecuteSpec count, DatabaseClient.GenericExecuteSpec items, Paging paging) {
        Mono<Long> total =
                count.map(row -> Objects.requireNonNull(row.get(0, Long.class))).one();
        Mono<List<Credential>> page = items.bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map(CredentialStore::credential)
                .all()
                .collectList();
        return page.zipWith(total, (list, all) -> new Page<>(list, all, paging.limit(), paging.offset()));
    }

    private static SecretPlace place(UUID id, String column) {
        return new SecretPlace("credential", id.toString(), column);
    }

    private static ApiException nameTaken(Credential credential) {
        return ApiException.conflict(
                "CREDENTIAL_NAME_TAKEN",
                "There is already a %s credential named \"%s\". Choose another name."
                        .formatted(credential.isShared() ? "shared" : "personal", credential.name()));
    }

    /** Shown in terminals, whose client replaces any text with "auth" in it (contract §0, rule 8). */
    private static ApiException unreadable(Credential credential, UnreadableSecretException e) {
        return new ApiException(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "SECRET_UNREADABLE",
                "The secret of the credential \"%s\" cannot be decrypted: %s"
                        .formatted(
                                credential.name(),
                                switch (e.reason()) {
                                    case KEY_LOST ->
                                        "it was encrypted with another VAULT_MASTER_KEY than the controller has now. Enter the secret again.";
                                    case ALTERED ->
                                        "it was altered in the database. Enter the secret again and tell an administrator.";
                                    case UNKNOWN_FORMAT ->
                                        "it was stored by another version of the controller. Enter the secret again or tell an administrator.";
                                }));
    }

    private static Credential credential(Readable row) {
        return new Credential(
                Objects.requireNonNull(row.get("id", UUID.class)),
                row.get("owner_id", UUID.class),
                Objects.requireNonNull(row.get("name", String.class)),
                row.get("description", String.class),
                CredentialType.require(
                        "credential_type", Objects.requireNonNull(row.get("credential_type", String.class))),
                Objects.requireNonNull(row.get("username", String.class)),
                row.get("host", String.class),
                row.get("port", Integer.class),
                Objects.requireNonNull(row.get("has_enable_secret", Boolean.class)),
                SqlTime.of(row, "created_at"),
                SqlTime.of(row, "updated_at"));
    }
}
