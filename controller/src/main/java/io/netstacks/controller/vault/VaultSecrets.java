package io.netstacks.controller.vault;

import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Secrets of the controller itself that all instances share and nobody enters, such as the certificate authority's key: made once, by whichever instance
 * comes first.
 *
 * <p>After a restore with a new master key the old ones are as if they had never been, so that their owners make new ones; the old ciphertexts stay in
 * the table and count again once their key is back.
 */
@Component
public class VaultSecrets {

    private final DatabaseClient database;
    private final Vault vault;

    VaultSecrets(DatabaseClient database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /**
     * Keeps {@code value} under {@code name} unless something is kept there.
     *
     * @return what is kept there now: of callers that race all get the value of one
     * @throws UnreadableSecretException through the Mono, when what is kept there was altered
     */
    public Mono<byte[]> putIfAbsent(String name, byte[] value) {
        return find(name).switchIfEmpty(Mono.defer(() -> insert(name, value).then(find(name))));
    }

    /** What is kept under {@code name}, or empty. */
    public Mono<byte[]> find(String name) {
        return Mono.defer(() -> database.sql("""
                                select sealed
                                  from vault_secret
                                 where name = :name and key_id = any(:readable)
                                 order by created_at, key_id
                                 limit 1
                                """)
                        .bind("name", name)
                        .bind("readable", vault.keyring().keys().keySet().toArray(UUID[]::new))
                        .map(row -> Objects.requireNonNull(row.get("sealed", byte[].class)))
                        .one())
                .map(ciphertext -> vault.open(ciphertext, place(name)));
    }

    private Mono<Void> insert(String name, byte[] value) {
        return database.sql("""
                        insert into vault_secret (name, key_id, sealed)
                        values (:name, :key, :sealed)
                        on conflict do nothing
                        """)
                .bind("name", name)
                .bind("key", vault.keyring().current())
                .bind("sealed", vault.seal(value, place(name)))
                .then();
    }

    private static SecretPlace place(String name) {
        return new SecretPlace("vault_secret", name, "sealed");
    }
}
