package io.netstacks.controller.storage;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Times as the API shows them: whole milliseconds, which is what its clients keep. */
public final class SqlTime {

    private SqlTime() {}

    /** The time in a column that is never null. */
    public static Instant of(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, OffsetDateTime.class))
                .toInstant()
                .truncatedTo(ChronoUnit.MILLIS);
    }
}
