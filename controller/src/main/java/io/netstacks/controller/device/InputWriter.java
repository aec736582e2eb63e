package io.netstacks.controller.device;

import io.netstacks.controller.terminal.DeviceEvent.InputTaken;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.threads.ThreadUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one channel's input: in order, in packets that the device accepts, as far as its window has room; the rest waits, and no thread with it. Whoever
 * finds the writer busy leaves its input to the thread that is in it (two writers on one channel make MINA throw, sshd#644).
 */
final class InputWriter {

    private static final Logger log = LoggerFactory.getLogger(InputWriter.class);
    private static final int HEADER = 12;

    private final Channel channel;
    private final EventGate events;
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    /** How many calls have yet to be served; who raises it from 0 serves them all. */
    private final AtomicInteger calls = new AtomicInteger();

    // Touched only by the thread that serves.
    private byte @Nullable [] current;
    private int sentOfCurrent;
    private long sent;

    InputWriter(Channel channel, EventGate events) {
        this.channel = channel;
        this.events = events;
    }

    void write(byte[] input) {
        if (input.length > 0) {
            waiting.add(input);
            serve();
        }
    }

    /** To be called whenever the device's window may have grown. */
    void serve() {
        int open = calls.getAndIncrement();
        if (open != 0) {
            return;
        }
        do {
            open = calls.get();
            sendWhatFits();
        } while (calls.addAndGet(-open) != 0);
    }

    private void sendWhatFits() {
        RemoteWindow window = channel.getRemoteWindow();
        while (true) {
            byte[] input = current != null ? current : waiting.poll();
            current = input;
            if (input == null) {
                return;
            }
            int length =
                    (int) Math.min(input.length - sentOfCurrent, Math.min(window.getPacketSize(), window.getSize()));
            if (length <= 0) {
                return;
            }
            window.consume(length);
            sent += length;
            send(input, sentOfCurrent, length, sent);
            sentOfCurrent += length;
            if (sentOfCurrent == input.length) {
                current = null;
                sentOfCurrent = 0;
            }
        }
    }

    private void send(byte[] input, int from, int length, long end) {
        Session session = channel.getSession();
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, length + HEADER);
        packet.putUInt(channel.getRecipient());
        packet.putBytes(input, from, length);
        try {
            // "Internal" threads queue during a key exchange where others would wait for its end (sshd#878).
            IoWriteFuture written = ThreadUtils.runAsInternal(packet, session::writePacket);
            written.addListener(future -> {
                if (future.isWritten()) {
                    events.tell(new InputTaken(end));
                }
            });
        } catch (IOException | RuntimeException e) {
            // The session is closing; its end is told by the link.
            log.debug("Input not sent: {}", e.getMessage());
        }
    }
}
