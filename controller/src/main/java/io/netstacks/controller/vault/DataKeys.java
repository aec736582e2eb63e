package io.netstacks.controller.vault;

import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The wrapped data keys in {@code vault_key}. An index lets at most one of them be current, so of instances that race to make it one wins. */
@Component
class DataKeys {

    private static final int LENGTH_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DatabaseClient database;
    private final TransactionalOperator transaction;

    DataKeys(DatabaseClient database, TransactionalOperator transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    /** @param masterFingerprint of the master key that {@code wrapped} opens with */
    record WrappedKey(UUID id, byte[] wrapped, String masterFingerprint, boolean isCurrent) {

        SecretKey unwrap(MasterKey master) throws AEADBadTagException {
            return new SecretKeySpec(
                    AesGcm.open(master.wrapping(), wrapped, place(id).encoded()), "AES");
        }
    }

    /** Oldest first. There is one per change of the data key, so the list is short. */
    Flux<WrappedKey> all() {
        return database.sql("""
                        select id, wrapped, master_fingerprint, is_current
                          from vault_key
                         order by created_at, id
                        """).map(DataKeys::wrappedKey).all();
    }

    /** Makes a new random data key under {@code master} the current one, unless there is a current one. */
    Mono<Void> createCurrent(MasterKey master) {
        UUID id = UUID.randomUUID();
        return database.sql("""
                        insert into vault_key (id, wrapped, master_fingerprint, is_current)
                        values (:id, :wrapped, :fingerprint, true)
                        on conflict (is_current) where is_current do nothing
                        """)
                .bind("id", id)
                .bind(
                        "wrapped",
                        AesGcm.seal(master.wrapping(), random(), place(id).encoded()))
                .bind("fingerprint", master.fingerprint())
                .then();
    }

    /** Puts a data key of {@code master} in the place of the current one {@code lost}: the newest there is, else a new one. Nothing is deleted. */
    Mono<Void> replaceCurrent(UUID lost, MasterKey master) {
        Mono<Long> retired = database.sql("update vault_key set is_current = false where id = :id and is_current")
                .bind("id", lost)
                .fetch()
                .rowsUpdated();
        Mono<Long> reinstated = database.sql("""
                        update vault_key
                           set is_current = true
                         where id = (select id from vault_key
                                      where master_fingerprint = :fingerprint
                                      order by created_at desc, id
                                      limit 1)
                        """)
                .bind("fingerprint", master.fingerprint())
                .fetch()
                .rowsUpdated();
        return retired.filter(rows -> rows == 1)
                .flatMap(_ -> reinstated)
                .filter(rows -> rows == 0)
                .flatMap(_ -> createCurrent(master))
                .as(transaction::transactional);
    }

    private static SecretPlace place(UUID id) {
        return new SecretPlace("vault_key", id.toString(), "wrapped");
    }

    private static byte[] random() {
        byte[] key = new byte[LENGTH_BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    private static WrappedKey wrappedKey(Readable row) {
        return new WrappedKey(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("wrapped", byte[].class)),
                Objects.requireNonNull(row.get("master_fingerprint", String.class)),
                Objects.requireNonNull(row.get("is_current", Boolean.class)));
    }
}
