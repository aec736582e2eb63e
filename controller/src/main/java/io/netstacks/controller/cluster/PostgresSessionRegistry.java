package io.netstacks.controller.cluster;

import io.netstacks.controller.terminal.SessionId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Component
class PostgresSessionRegistry implements SessionRegistry {

    private final DatabaseClient database;
    private final ThisInstance me;

    PostgresSessionRegistry(DatabaseClient database, ThisInstance me) {
        this.database = database;
        this.me = me;
    }

    @Override
    public Mono<Ownership> open(SessionDescriptor session, byte[] resumeTokenHash) {
        return database.sql("""
                        insert into session (id, user_id, device_id, device_name, host, port, credential_id, owner, owner_address, epoch, resume_token_hash)
                        values (:id, :user, :device, :device_name, :host, :port, :credential, :owner, :owner_address, 1, :token)
                        """)
                .bind("id", session.id().value())
                .bind("user", session.user())
                .bind("device", session.device() == null ? Parameters.in(UUID.class) : Parameters.in(session.device()))
                .bind("device_name", session.deviceName())
                .bind("host", session.host())
                .bind("port", session.port())
                .bind("credential", session.credential())
                .bind("owner", me.id().value())
                .bind("owner_address", me.address())
                .bind("token", resumeTokenHash)
                .fetch()
                .rowsUpdated()
                .thenReturn(new Ownership(session.id(), me.id(), 1));
    }

    @Override
    public Mono<Boolean> close(Ownership ownership) {
        return database.sql("""
                        update session set ended_at = now()
                        where id = :id and owner = :owner and epoch = :epoch and ended_at is null
                        """)
                .bind("id", ownership.session().value())
                .bind("owner", ownership.owner().value())
                .bind("epoch", ownership.epoch())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<KnownSession> findByResumeToken(byte[] resumeTokenHash) {
        return database.sql("""
                        select id, user_id, device_id, device_name, host, port, credential_id, owner, epoch, ended_at is not null as ended
                        from session where resume_token_hash = :token
                        """)
                .bind("token", resumeTokenHash)
                .map(PostgresSessionRegistry::knownSession)
                .one();
    }

    @Override
    public Flux<SessionDescriptor> closeOrphans(Collection<String> owners) {
        return database.sql("""
                        update session set ended_at = now(), epoch = epoch + 1
                        where owner = any(:owners) and ended_at is null
                        returning id, user_id, device_id, device_name, host, port, credential_id
                        """)
                .bind("owners", owners.toArray(String[]::new))
                .map(PostgresSessionRegistry::descriptor)
                .all();
    }

    private static KnownSession knownSession(Readable row) {
        SessionDescriptor session = descriptor(row);
        return new KnownSession(
                session,
                new Ownership(
                        session.id(),
                        new InstanceId(required(row, "owner", String.class)),
                        required(row, "epoch", Long.class)),
                required(row, "ended", Boolean.class));
    }

    private static SessionDescriptor descriptor(Readable row) {
        // A credential that was deleted since is remembered as none; nothing has that id.
        UUID credential = Objects.requireNonNullElse(row.get("credential_id", UUID.class), new UUID(0, 0));
        return new SessionDescriptor(
                new SessionId(required(row, "id", UUID.class)),
                required(row, "user_id", UUID.class),
                row.get("device_id", UUID.class),
                required(row, "device_name", String.class),
                required(row, "host", String.class),
                required(row, "port", Integer.class),
                credential);
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
