package io.netstacks.controller.device;

import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceLink;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Opens shells on devices. */
public interface DeviceConnector {

    /**
     * Connects, checks the host key, logs in and starts a shell in a terminal; nothing happens before subscription.
     *
     * <p>An unknown host key makes a prompt for the user (C36) and the link opens once it is approved; until then the Mono waits without a connection
     * to the device. The turn to log in is taken from {@code gate} once the host key is good. Everything else is bounded by
     * {@code SSH_CONNECT_TIMEOUT_SECS} (C014). Cancelling ends the attempt at once and leaves nothing
     * behind, except that an open prompt stays answerable for the rest of its life. A failed login is never tried again.
     *
     * @param events told what the device does, in order, one at a time, on any thread; it must not block. No output before the first grant; nothing at
     *     all when the Mono fails
     * @return the link, {@link DeviceConnectException}, or what the gate refuses with
     */
    Mono<DeviceLink> open(DeviceConnect request, LoginGate gate, Consumer<DeviceEvent> events);
}
