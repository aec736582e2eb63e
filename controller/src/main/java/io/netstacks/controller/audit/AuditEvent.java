package io.netstacks.controller.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did or tried. It never holds a secret: no password, no token, no key, and nothing that a person typed into a field where a
 * password may land.
 *
 * @param type {@code resource.action}, for example {@code credential.revealed}; a stable word, people filter by it
 * @param actorId the user who did it; null when nobody is known
 * @param actorName the user's login name at that time, which outlives the user
 * @param address the client's IP address
 * @param resourceType what it was done to, for example {@code device}
 * @param details more facts, as JSON: texts, numbers, booleans, lists and maps of them
 */
public record AuditEvent(
        String type,
        Outcome outcome,
        @Nullable UUID actorId,
        @Nullable String actorName,
        @Nullable String address,
        @Nullable String resourceType,
        @Nullable String resourceId,
        Map<String, Object> details) {

    /** How it went. */
    public enum Outcome {
        SUCCESS,
        FAILURE
    }

    private static final Pattern TYPE = Pattern.compile("[a-z_]+\\.[a-z_]+");

    public AuditEvent {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("An audit event's type is resource.action, not " + type);
        }
        details = Map.copyOf(details);
    }

    public static AuditEvent success(String type) {
        return new AuditEvent(type, Outcome.SUCCESS, null, null, null, null, null, Map.of());
    }

    public static AuditEvent failure(String type) {
        return new AuditEvent(type, Outcome.FAILURE, null, null, null, null, null, Map.of());
    }

    public AuditEvent by(@Nullable UUID user, @Nullable String username) {
        return new AuditEvent(type, outcome, user, username, address, resourceType, resourceId, details);
    }

    public AuditEvent from(@Nullable String clientAddress) {
        return new AuditEvent(type, outcome, actorId, actorName, clientAddress, resourceType, resourceId, details);
    }

    public AuditEvent on(String kind, Object id) {
        return new AuditEvent(type, outcome, actorId, actorName, address, kind, id.toString(), details);
    }

    public AuditEvent with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(key, value);
        return new AuditEvent(type, outcome, actorId, actorName, address, resourceType, resourceId, more);
    }
}
