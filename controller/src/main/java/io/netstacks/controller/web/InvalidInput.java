package io.netstacks.controller.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Words for a request that could not be turned into a handler's arguments: which field, what was expected. */
final class InvalidInput {

    private static final int DEEPEST_CAUSE = 16;

    private InvalidInput() {}

    static ApiException explain(ServerWebInputException error) {
        if (error instanceof MissingRequestValueException missing) {
            return ApiException.invalid(missing.getName(), "is missing.");
        }
        // A record's constructor may have said precisely what it cannot accept.
        ApiException own = causeOf(error, ApiException.class);
        if (own != null) {
            return own;
        }
        JacksonException json = causeOf(error, JacksonException.class);
        if (json != null) {
            return explain(json);
        }
        TypeMismatchException mismatch = causeOf(error, TypeMismatchException.class);
        if (mismatch != null) {
            return explain(mismatch, error.getMethodParameter());
        }
        return ApiException.invalid("The body", "is missing or cannot be read.");
    }

    /** A path that no thing can have is a path without a thing; a wrong query parameter is the caller's mistake. */
    private static ApiException explain(TypeMismatchException error, @Nullable MethodParameter parameter) {
        if (parameter != null && parameter.hasParameterAnnotation(PathVariable.class)) {
            return ApiException.notFound("resource");
        }
        String name = error.getPropertyName() != null
                ? error.getPropertyName()
                : parameter != null ? String.valueOf(parameter.getParameterName()) : "A query parameter";
        return ApiException.invalid(name, "must be " + expected(error.getRequiredType()) + ".");
    }

    private static ApiException explain(JacksonException error) {
        return switch (error) {
            case StreamConstraintsException _ ->
                ApiException.invalid(
                        "The body", "is nested too deeply, or holds a name, number or text that is too long.");
            case InputCoercionException coercion -> ApiException.invalid(field(coercion), "is a number out of range.");
            case StreamReadException syntax ->
                ApiException.invalid(
                        "The body",
                        "is not valid JSON at line %d, column %d."
                                .formatted(
                                        syntax.getLocation().getLineNr(),
                                        syntax.getLocation().getColumnNr()));
            case MismatchedInputException mismatch ->
                ApiException.invalid(field(mismatch), "must be " + expected(mismatch.getTargetType()) + ".");
            default -> ApiException.invalid(field(error), "is not valid.");
        };
    }

    private static String field(JacksonException error) {
        StringBuilder path = new StringBuilder();
        List<JacksonException.Reference> references = error.getPath();
        for (JacksonException.Reference reference : references) {
            String name = reference.getPropertyName();
            if (name == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(name);
            }
        }
        return path.isEmpty() ? "The body" : path.toString();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> nameInJson((Enum<?>) constant))
                            .collect(Collectors.joining(", "));
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return "a number";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a whole number";
        }
        if (type == UUID.class) {
            return "a UUID";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time such as 2026-01-31T12:00:00Z";
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return "a JSON object";
    }

    private static String nameInJson(Enum<?> constant) {
        try {
            Field field = constant.getDeclaringClass().getField(constant.name());
            JsonProperty given = field.getAnnotation(JsonProperty.class);
            return given != null ? given.value() : constant.name().toLowerCase(Locale.ROOT);
        } catch (NoSuchFieldException _) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }

    private static <T extends Throwable> @Nullable T causeOf(Throwable error, Class<T> type) {
        @Nullable Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
