package io.netstacks.controller.environment;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Described here for the reference; {@link LogDirectivesProcessor} reads it, long before records are bound. */
@ConfigurationProperties("rust")
record LogSettings(
        @Setting(
                description =
                        "What is logged, in env_logger's syntax. Targets are netstacks, netstacks::auth and so on, or Java logger"
                                + " names; what no directive covers logs its errors. The first administrator's password is printed in any"
                                + " case. NETSTACKS_LOG means the same and wins when both are set.",
                form =
                        "comma-separated level, target=level or target, and optionally /regex for messages; levels are off, error, warn,"
                                + " info, debug, trace",
                example = "info,netstacks=debug")
        @DefaultValue("info")
        String log) {}
