package io.netstacks.controller.audit;

import io.netstacks.controller.storage.SqlParameter;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Parameter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The audit trail in PostgreSQL: events are added, never changed. */
@Component
public class AuditLog {

    private final DatabaseClient database;
    private final JsonMapper json;

    AuditLog(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Adds {@code event}, in the caller's transaction when there is one: what was not recorded did not happen, and the reverse. A failure is the
     * caller's: an action that cannot be audited is refused.
     */
    public Mono<Void> append(AuditEvent event) {
        return database.sql("""
                        insert into audit_event
                            (event_type, outcome, actor_id, actor_name, ip_address, resource_type, resource_id, details)
                        values (:type, :outcome, :actorId, :actorName, :address, :resourceType, :resourceId, :details)
                        """)
                .bind("type", event.type())
                .bind("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
                .bind("actorId", SqlParameter.of(event.actorId(), UUID.class))
                .bind("actorName", text(event.actorName()))
                .bind("address", text(event.address()))
                .bind("resourceType", text(event.resourceType()))
                .bind("resourceId", text(event.resourceId()))
                .bind("details", Json.of(json.writeValueAsString(withoutNul(event.details()))))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static Parameter text(@Nullable String value) {
        return SqlParameter.text(value == null ? null : withoutNul(value));
    }

    /** PostgreSQL's text and jsonb cannot hold NUL; an event must not fail for one. */
    private static String withoutNul(String text) {
        return text.replace("\0", "");
    }

    private static Object withoutNul(Object value) {
        return switch (value) {
            case String text -> withoutNul(text);
            case Collection<?> list -> list.stream().map(AuditLog::withoutNul).toList();
            case Map<?, ?> map -> {
                Map<String, Object> clean = new LinkedHashMap<>();
                map.forEach((key, inner) -> clean.put(withoutNul(String.valueOf(key)), withoutNul(inner)));
                yield clean;
            }
            default -> value;
        };
    }
}
