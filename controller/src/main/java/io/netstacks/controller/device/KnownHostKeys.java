package io.netstacks.controller.device;

import io.netstacks.controller.web.Paging;
import io.r2dbc.spi.Readable;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The host keys that a person approved, one per host and port, for everybody. */
@Component
class KnownHostKeys {

    /** One known key, as C39 lists it. */
    record Entry(String host, int port, String keyType, String fingerprint) {}

    private final DatabaseClient database;

    KnownHostKeys(DatabaseClient database) {
        this.database = database;
    }

    /** Hosts as the inventory names them, whatever the case: names are not resolved, so that a changed address is not a changed device. */
    static String canonical(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    Mono<HostKey> find(String host, int port) {
        return database.sql("select key_type, public_key from host_key where host = :host and port = :port")
                .bind("host", canonical(host))
                .bind("port", port)
                .map(row ->
                        new HostKey(text(row, "key_type"), Objects.requireNonNull(row.get("public_key", byte[].class))))
                .one();
    }

    /**
     * Stores an approved key.
     *
     * @param replaced the known key that was seen when the user was asked; null when there was none
     * @return false when the known key is by now neither that one nor {@code approved}: somebody else decided meanwhile
     */
    Mono<Boolean> store(String host, int port, HostKey approved, @Nullable HostKey replaced, UUID approvedBy) {
        return database.sql("""
                        insert into host_key as known (host, port, key_type, public_key, fingerprint, approved_by)
                        values (:host, :port, :keyType, :publicKey, :fingerprint, :approvedBy)
                        on conflict (host, port) do update
                        set key_type = excluded.key_type,
                            public_key = excluded.public_key,
                            fingerprint = excluded.fingerprint,
                            approved_by = excluded.approved_by,
                            created_at = now()
                        where known.public_key in (:publicKey, :replaced)
                        """)
                .bind("host", canonical(host))
                .bind("port", port)
                .bind("keyType", approved.type())
                .bind("publicKey", approved.encoded())
                .bind("fingerprint", approved.fingerprint())
                .bind("approvedBy", approvedBy)
                .bind("replaced", (replaced == null ? approved : replaced).encoded())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    /** Returns whether there was one. */
    Mono<Boolean> remove(String host, int port) {
        return database.sql("delete from host_key where host = :host and port = :port")
                .bind("host", canonical(host))
                .bind("port", port)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    Flux<Entry> list(Paging paging) {
        return database.sql("""
                        select host, port, key_type, fingerprint
                        from host_key
                        order by host, port
                        limit :limit offset :offset
                        """)
                .bind("limit", paging.limit())
                .bind("offset", paging.offset())
                .map(row -> new Entry(
                        text(row, "host"),
                        Objects.requireNonNull(row.get("port", Integer.class)),
                        text(row, "key_type"),
                        text(row, "fingerprint")))
                .all();
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
