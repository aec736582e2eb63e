package io.netstacks.controller.web;

import org.jspecify.annotations.Nullable;

/** Checks of a request's text fields; each failure is a 400 that names the field. */
public final class Fields {

    private Fields() {}

    /** A line of text that must be there: not blank, at most {@code longest} characters, no control characters. Returned without outer blanks. */
    public static String line(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            throw ApiException.invalid(field, "is missing.");
        }
        String stripped = value.strip();
        if (stripped.length() > longest) {
            throw ApiException.invalid(field, "is too long: at most " + longest + " characters.");
        }
        if (stripped.codePoints().anyMatch(Character::isISOControl)) {
            throw ApiException.invalid(field, "must not hold control characters.");
        }
        // JSON can spell half a surrogate pair; UTF-8 cannot, so the database would keep something else.
        if (stripped.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw ApiException.invalid(field, "must be valid Unicode.");
        }
        return stripped;
    }

    /** As {@link #line}, but null or blank text is nothing. */
    public static @Nullable String optionalLine(String field, @Nullable String value, int longest) {
        return value == null || value.isBlank() ? null : line(field, value, longest);
    }
}
