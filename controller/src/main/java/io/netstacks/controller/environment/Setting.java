package io.netstacks.controller.environment;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one environment variable, on the component of the {@code @ConfigurationProperties} record that it fills.
 *
 * <p>The variable's name follows from the record's prefix and the component's name: {@code ssh} and {@code connectTimeoutSecs} make
 * {@code SSH_CONNECT_TIMEOUT_SECS}. Error messages and the configuration reference are made from these texts.
 */
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.PARAMETER, ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** What it does, in one sentence. */
    String description();

    /** What a value looks like, for example "a whole number of seconds, 1 to 3600". */
    String form();

    /** A value that works, or a command that makes one. */
    String example();
}
