package io.netstacks.controller.startup;

/**
 * One thing that must be done before this instance is ready, in {@link org.springframework.core.annotation.Order} order, each step once the one
 * before it has succeeded. Steps run on a thread of their own and may block; the listener is up meanwhile and answers 503.
 */
public interface StartupStep {

    /** The order in which features start; a gap between neighbours leaves room. */
    int SCHEMA = 100;

    int VAULT_KEY = 200;
    int CERTIFICATE_AUTHORITY = 300;
    int FIRST_ADMINISTRATOR = 400;
    int INSTANCE_REGISTRATION = 500;
    int RECORDING_RECOVERY = 600;

    /** What this step does, for the log, for example "database schema". */
    String name();

    /**
     * Does the step's work. Must be safe to repeat: after a failure that is neither of the two below it is tried again.
     *
     * @throws StartRefusedException when no retry can help; the process ends with the message
     * @throws InterruptedException when the process is stopping
     */
    void run() throws InterruptedException;
}
