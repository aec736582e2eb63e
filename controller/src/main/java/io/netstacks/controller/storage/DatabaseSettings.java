package io.netstacks.controller.storage;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where everything that must last is kept. */
@ConfigurationProperties("database")
record DatabaseSettings(
        @Setting(
                description = "PostgreSQL 16 or newer; the only thing to back up, with the master key kept apart.",
                form = URL_FORM,
                example = URL_EXAMPLE)
        @Nullable
        String url,

        @Setting(
                description = "Connections of this instance at most; the database needs instances x this many.",
                form = "a whole number, 2 to 1000",
                example = "25")
        @DefaultValue("25")
        int poolSize,

        @Setting(
                description =
                        "Seconds that the database may say nothing while it owes an answer; then the connection is given up and the request answers 503. Long answers may take longer, migrations too.",
                form = "a whole number of seconds, 1 to 600",
                example = "10")
        @DefaultValue("10")
        int answerTimeoutSecs) {

    private static final String URL_FORM =
            "postgres://user:password@host:5432/database?sslmode=require, or host=… user=… password=… dbname=… port=… sslmode=…";
    private static final String URL_EXAMPLE = "postgres://netstacks:change-me@db.example.com:5432/netstacks";

    DatabaseSettings {
        if (url == null || url.isBlank()) {
            throw new InvalidSettingException("DATABASE_URL", "is missing", URL_FORM, URL_EXAMPLE);
        }
        try {
            DatabaseAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("DATABASE_URL", String.valueOf(e.getMessage()), URL_FORM, URL_EXAMPLE);
        }
        if (poolSize < 2 || poolSize > 1000) {
            throw new InvalidSettingException(
                    "DATABASE_POOL_SIZE", "is out of range", "a whole number, 2 to 1000", "25");
        }
        if (answerTimeoutSecs < 1 || answerTimeoutSecs > 600) {
            throw new InvalidSettingException(
                    "DATABASE_ANSWER_TIMEOUT_SECS", "is out of range", "a whole number of seconds, 1 to 600", "10");
        }
    }

    DatabaseAddress address() {
        return DatabaseAddress.parse(Objects.requireNonNull(url));
    }

    Duration answerTimeout() {
        return Duration.ofSeconds(answerTimeoutSecs);
    }

    /** Never the URL: it holds a password. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + address() + ", poolSize=" + poolSize + ", answerTimeout=" + answerTimeout() + "]";
    }
}
