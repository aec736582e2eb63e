package io.netstacks.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.environment.InvalidSettingException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("E001 H006 DATABASE_URL")
class DatabaseAddressTest {

    static Stream<Arguments> understood() {
        return Stream.of(
                Arguments.of(
                        "postgres://user:pass@host:5432/netstacks",
                        new DatabaseAddress("host", 5432, "user", "pass", "netstacks", "prefer", null)),
                Arguments.of(
                        " postgresql://user:pass@host/netstacks ",
                        new DatabaseAddress("host", 5432, "user", "pass", "netstacks", "prefer", null)),
                Arguments.of(
                        "postgres://us%40er:p%3A%2F+%25s@host:6432/net%20stacks?sslmode=require",
                        new DatabaseAddress("host", 6432, "us@er", "p:/+%s", "net stacks", "require", null)),
                Arguments.of(
                        "postgres://user:pass@[::1]:5433/db?sslmode=verify-full&sslrootcert=/ca.pem",
                        new DatabaseAddress("::1", 5433, "user", "pass", "db", "verify-full", "/ca.pem")),
                Arguments.of(
                        "postgres://user@host/db", new DatabaseAddress("host", 5432, "user", "", "db", "prefer", null)),
                Arguments.of(
                        "host=db user=u password=p dbname=n port=6432 sslmode=disable",
                        new DatabaseAddress("db", 6432, "u", "p", "n", "disable", null)),
                Arguments.of(
                        "host = db  user='the user' password='it\\'s \\\\ odd' dbname=n",
                        new DatabaseAddress("db", 5432, "the user", "it's \\ odd", "n", "prefer", null)));
    }

    @ParameterizedTest
    @MethodSource
    void understood(String text, DatabaseAddress address) {
        assertThat(DatabaseAddress.parse(text)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            mysql://u:canary@h/db                         ; scheme other than postgres
            postgres://u:canary@h:0/db                    ; port outside
            postgres://u:canary@h:99999/db                ; port outside
            postgres://u:canary@h                         ; names no database
            postgres://u:canary@/db                       ; names no host
            postgres://h/db                               ; names no user
            postgres://u:canary#@h/db                     ; names no
            postgres://u:can ary@h/db                     ; not a valid URL
            postgres://u:canary%2@h/db                    ; not a valid URL
            postgres://u:canary@h/db?sslmode=canary       ; unknown sslmode
            postgres://u:canary@h/db?conary=canary        ; unknown key "conary"
            host=h user=u password=canary                 ; names no database
            host=h user=u password='canary dbname=d       ; neither a postgres:// URL nor
            host=h user=u password=canary dbname=d port=x ; port outside
            canary                                        ; neither a postgres:// URL nor
            """)
    void whatIsWrongIsSaidWithoutThePassword(String text, String problem) {
        assertThatThrownBy(() -> DatabaseAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(() -> new DatabaseSettings(text, 25, 10))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("DATABASE_URL ")
                .message()
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 601})
    void anAnswerTimeoutOutOfRangeIsRefused(int seconds) {
        assertThatThrownBy(() -> new DatabaseSettings("postgres://u:canary@h/db", 25, seconds))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("DATABASE_ANSWER_TIMEOUT_SECS is out of range");
    }

    @Test
    void neitherAddressNorSettingsShowThePassword() {
        DatabaseSettings settings = new DatabaseSettings("postgres://u:canary@h/db", 25, 10);
        assertThat(settings.toString() + settings.address()).doesNotContain("canary");
    }
}
