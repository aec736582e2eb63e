package io.netstacks.controller.auth;

import io.netstacks.controller.environment.InvalidSettingException;
import io.netstacks.controller.environment.Setting;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The secret behind every token (E003). */
@ConfigurationProperties("jwt")
record JwtSettings(
        @Setting(
                description =
                        "Signs access tokens; the same on every instance. To change it without signing everybody out, put the new one first and keep the old one until its tokens have expired.",
                form = FORM,
                example = EXAMPLE)
        @Nullable
        String secret) {

    private static final int SHORTEST = 32;
    private static final String FORM =
            "at least 32 characters; several separated by commas: the first signs, all verify";
    private static final String EXAMPLE = "the output of: openssl rand -hex 32";

    JwtSettings {
        if (secret == null || secret.isBlank()) {
            throw new InvalidSettingException("JWT_SECRET", "is missing", FORM, EXAMPLE);
        }
        for (String one : split(secret)) {
            if (one.length() < SHORTEST) {
                throw new InvalidSettingException(
                        "JWT_SECRET", "holds a secret of fewer than 32 characters", FORM, EXAMPLE);
            }
        }
    }

    /** The first signs. */
    List<String> secrets() {
        return split(String.valueOf(secret));
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).distinct().toList();
    }

    @Override
    public String toString() {
        return "JwtSettings[" + secrets().size() + " secrets]";
    }
}
