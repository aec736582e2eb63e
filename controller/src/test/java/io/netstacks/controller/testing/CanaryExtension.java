package io.netstacks.controller.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Registered for every test of the project: a secret that came back fails the test that it came back in. */
public final class CanaryExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private static final AtomicBoolean WATCHING = new AtomicBoolean();

    @Override
    public void beforeAll(ExtensionContext context) {
        if (WATCHING.compareAndSet(false, true)) {
            Canaries.watchOutput();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(Canaries.takeSeen()).as("secrets that came back").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestDatabase.takeMade().forEach(Canaries::watch);
        assertThat(Canaries.takeSeen()).as("secrets that came back").isEmpty();
    }
}
