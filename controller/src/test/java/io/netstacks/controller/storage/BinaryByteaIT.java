package io.netstacks.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.TestDatabase;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.r2dbc.core.DatabaseClient;

class BinaryByteaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 1_000_000})
    void bytesComeBackAsTheyWereSent(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        ConnectionPool pool = ProductPool.open(TestDatabase.empty().url(), 2);
        try {
            byte[] back = DatabaseClient.create(pool)
                    .sql("select :bytes::bytea as same, octet_length(:bytes) as length")
                    .bind("bytes", bytes)
                    .map(row -> {
                        assertThat(row.get("length", Integer.class)).isEqualTo(length);
                        return row.get("same", byte[].class);
                    })
                    .one()
                    .block(PATIENCE);
            assertThat(back).isEqualTo(bytes);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void aNullStaysANull() {
        ConnectionPool pool = ProductPool.open(TestDatabase.empty().url(), 2);
        try {
            assertThat(DatabaseClient.create(pool)
                            .sql("select :bytes::bytea is null as missing")
                            .bindNull("bytes", byte[].class)
                            .map(row -> row.get("missing", Boolean.class))
                            .one()
                            .block(PATIENCE))
                    .isTrue();
        } finally {
            pool.dispose();
        }
    }
}
