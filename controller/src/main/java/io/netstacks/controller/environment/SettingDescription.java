package io.netstacks.controller.environment;

import org.jspecify.annotations.Nullable;

/**
 * One environment variable, as the configuration reference shows it.
 *
 * @param variable its name, for example {@code DATABASE_URL}
 * @param property the same in Spring's form, for example {@code database.url}
 * @param defaultValue what holds when it is unset or empty; null where nothing does
 * @param required whether the controller refuses to start without it
 */
public record SettingDescription(
        String variable,
        String property,
        String description,
        String form,
        String example,
        @Nullable String defaultValue,
        boolean required) {}
