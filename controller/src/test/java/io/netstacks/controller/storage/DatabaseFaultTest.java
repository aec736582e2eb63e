package io.netstacks.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;

class DatabaseFaultTest {

    @ParameterizedTest
    @CsvSource({
        "08006, true", // connection failure
        "57P01, true", // the administrator stopped the server
        "57P03, true", // the server is starting up
        "53300, true", // too many connections
        "28P01, true", // the password was changed under us
        "57014, false", // a statement was cancelled
        "42P01, false", // no such table
        "23505, false", // a unique index said no
    })
    void theSqlStateTellsAnAbsentDatabaseFromAWrongStatement(String state, boolean unavailable) {
        Exception error = new R2dbcNonTransientResourceException("told by the server", state);
        assertThat(DatabaseFault.isUnavailable(error)).isEqualTo(unavailable);
    }

    @Test
    void aBrokenConnectionIsFoundUnderSpringsException() {
        Throwable broken = new DataAccessResourceFailureException(
                "fetch", new R2dbcNonTransientResourceException("Connection unexpectedly closed"));
        assertThat(DatabaseFault.isUnavailable(broken)).isTrue();
        assertThat(DatabaseFault.isUnavailable(new R2dbcTimeoutException("Connection acquisition timed out")))
                .isTrue();
    }

    @Test
    void otherFailuresAreNotTheDatabasesAbsence() {
        assertThat(DatabaseFault.isUnavailable(new R2dbcBadGrammarException("select")))
                .isFalse();
        assertThat(DatabaseFault.isUnavailable(new IllegalStateException())).isFalse();
        Exception inner = new IllegalStateException();
        Exception loop = new IllegalArgumentException(inner);
        inner.initCause(loop);
        assertThat(DatabaseFault.isUnavailable(loop)).isFalse();
    }
}
