package io.netstacks.controller.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The JSON object of a request, read field by field: so a field that is absent (leave as it is) stays apart from one that is null or blank (clear it),
 * no value is converted from another JSON type, and every refusal names its field. Fields that nobody reads are ignored.
 */
public final class JsonBody {

    private final JsonNode json;

    private JsonBody(JsonNode json) {
        this.json = json;
    }

    /** @throws ApiException 400 when it is no object */
    public static JsonBody of(JsonNode json) {
        if (!json.isObject()) {
            throw ApiException.invalid("The request body", "must be a JSON object.");
        }
        return new JsonBody(json);
    }

    /** Whether the field is there, be it null. */
    public boolean has(String field) {
        return json.has(field);
    }

    /** One line of text without blanks around it; null when the field is absent, null or blank. See {@link Fields}. */
    public @Nullable String line(String field, int maxLength) {
        return Fields.optionalLine(field, string(field), maxLength);
    }

    /** As {@link #line}, and refused when there is none. */
    public String requiredLine(String field, int maxLength) {
        return Fields.line(field, string(field), maxLength);
    }

    /** As {@link #line}, with line breaks and tabs allowed. */
    public @Nullable String lines(String field, int maxLength) {
        String text = string(field);
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > maxLength) {
            throw ApiException.invalid(field, "is too long: at most " + maxLength + " characters.");
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw ApiException.invalid(field, "must not hold control characters.");
        }
        return text.strip();
    }

    /** The text exactly as sent; null when the field is absent or null. */
    public @Nullable String string(String field) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw ApiException.invalid(field, "must be text.");
        }
        String text = value.stringValue();
        // JSON can spell half a surrogate pair; UTF-8 cannot, so the database would keep something else.
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw ApiException.invalid(field, "must be valid Unicode.");
        }
        return text;
    }

    /** A whole number of the range; null when the field is absent or null. */
    public @Nullable Integer integer(String field, int min, int max) {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw ApiException.invalid(field, "must be a whole number from " + min + " to " + max + ".");
        }
        return value.intValue();
    }

    /** An id; null when the field is absent or null. */
    public @Nullable UUID uuid(String field) {
        String text = string(field);
        if (text == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw ApiException.invalid(field, "must be a UUID, for example 0b2ee1a5-6a1c-4c0c-9d3b-0d2f3c9a7e51.");
    }
}
