package io.netstacks.controller.device;

/**
 * How much the device may send (RFC 4254 section 5.2): what was granted, announced in steps. It replaces MINA's own local window, which cannot grow by
 * other than its fixed size and holds small grants back.
 *
 * <ol>
 *   <li>At opening the device may send {@link #INITIAL} bytes before anything is granted: some devices never speak on a channel that opens with an empty
 *       window. These bytes are held until they are granted ({@link EventGate}) and count against the first grants.
 *   <li>Grants are announced when {@link #STEP} bytes have come together, or at once while the device has less than that left to send: it never waits for
 *       credit that it has, and a key press does not cost a packet.
 *   <li>At most {@link #LARGEST} bytes are announced ahead of what has come.
 * </ol>
 */
final class ReceiveWindow {

    /** Bytes that a device may send before the first grant; also the largest packet that it may send. */
    static final int INITIAL = 32 * 1024;
    /** Bytes. */
    static final long STEP = 16 * 1024;
    /** Bytes; larger windows are not faster, smaller ones wait for the network's round trip. */
    static final long LARGEST = 2 * 1024 * 1024;

    private long granted;
    private long announced = INITIAL;
    private long received;

    /** Counts {@code bytes} that came. Returns whether the device was allowed to send them. */
    synchronized boolean receive(long bytes) {
        received += bytes;
        return received <= announced;
    }

    /** Adds credit; overflows saturate. */
    synchronized void grant(long bytes) {
        granted = granted + bytes < granted ? Long.MAX_VALUE : granted + bytes;
    }

    /** How many bytes to announce to the device now; 0: none. The caller announces them. */
    synchronized long announce() {
        long more = Math.min(granted, received + LARGEST) - announced;
        if (more <= 0 || (more < STEP && announced - received >= STEP)) {
            return 0;
        }
        announced += more;
        return more;
    }
}
