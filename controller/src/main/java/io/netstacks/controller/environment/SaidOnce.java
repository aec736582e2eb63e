package io.netstacks.controller.environment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log for what is said once and can be had nowhere else, such as the first administrator's password: {@code RUST_LOG} hides none of its warnings. */
public final class SaidOnce {

    static final String LOGGER = SaidOnce.class.getName();

    private SaidOnce() {}

    public static Logger log() {
        return LoggerFactory.getLogger(LOGGER);
    }
}
