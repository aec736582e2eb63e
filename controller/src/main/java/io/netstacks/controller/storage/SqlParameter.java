package io.netstacks.controller.storage;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import org.jspecify.annotations.Nullable;

/** Values for statements that may be null: R2DBC wants to know a null's type. */
public final class SqlParameter {

    private SqlParameter() {}

    public static <T> Parameter of(@Nullable T value, Class<T> type) {
        return value == null ? Parameters.in(type) : Parameters.in(value);
    }

    public static Parameter text(@Nullable String value) {
        return of(value, String.class);
    }
}
