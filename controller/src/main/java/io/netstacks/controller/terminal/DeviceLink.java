package io.netstacks.controller.terminal;

/**
 * A shell on a device, open and logged in: asynchronous, credit-based, its bytes counted both ways.
 *
 * <p>The device sends only what was {@linkplain #grant granted}; without credit it is paused by its own transport's flow control, so nothing here or
 * at the device grows. A session never assumes that the link lives in its own process: what the device does comes back as {@link DeviceEvent}s, in
 * order, on any thread, and no method blocks or throws. Output before the first grant is impossible.
 */
public interface DeviceLink {

    /** Lets the device send {@code bytes} more than it was granted so far. */
    void grant(long bytes);

    /**
     * Sends {@code input} after all earlier input. {@link DeviceEvent.InputTaken} says when the device's side has taken it; until then it is pending and
     * the caller bounds how much that may be. The array must not be changed afterwards.
     */
    void write(byte[] input);

    /** Tells the device the terminal's new size. */
    void resize(TerminalSize size);

    /** Ends the shell and the connection; {@link DeviceEvent.Ended} follows. Closing twice is harmless. */
    void close();
}
