package io.netstacks.controller.device;

import io.netstacks.controller.terminal.TerminalSize;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A shell in a terminal, without MINA's streams: what comes is gathered and told once a read, what goes is sent by one {@link InputWriter}, and the device's
 * sending is paced by credit.
 */
final class ShellChannel extends ChannelShell {

    /** How a terminal behaves that nobody has configured yet: RFC 4254 section 8, values as a login console has them. */
    private static final Map<PtyMode, Integer> MODES = modes();

    /** Told what becomes of the shell. */
    interface Listener {

        void started();

        void refused();

        /** The device closed the channel, after its last output. */
        void closed();
    }

    private final EventGate events;
    private final Listener listener;
    private final ReceiveWindow receiving = new ReceiveWindow();
    private final InputWriter input;

    ShellChannel(TerminalSize size, String term, EventGate events, Listener listener) {
        super(pty(size, term), Map.of());
        this.events = events;
        this.listener = listener;
        this.input = new InputWriter(this, events);
    }

    private static PtyChannelConfiguration pty(TerminalSize size, String term) {
        PtyChannelConfiguration pty = new PtyChannelConfiguration();
        pty.setPtyType(term);
        pty.setPtyColumns(size.columns());
        pty.setPtyLines(size.rows());
        pty.setPtyWidth(0);
        pty.setPtyHeight(0);
        pty.setPtyModes(MODES);
        return pty;
    }

    private static Map<PtyMode, Integer> modes() {
        Map<PtyMode, Integer> modes = new EnumMap<>(PtyMode.class);
        modes.put(PtyMode.VINTR, 3);
        modes.put(PtyMode.VQUIT, 28);
        modes.put(PtyMode.VERASE, 127);
        modes.put(PtyMode.VKILL, 21);
        modes.put(PtyMode.VEOF, 4);
        modes.put(PtyMode.VSTART, 17);
        modes.put(PtyMode.VSTOP, 19);
        modes.put(PtyMode.VSUSP, 26);
        modes.put(PtyMode.ICRNL, 1);
        modes.put(PtyMode.IXON, 1);
        modes.put(PtyMode.IUTF8, 1);
        modes.put(PtyMode.ISIG, 1);
        modes.put(PtyMode.ICANON, 1);
        modes.put(PtyMode.ECHO, 1);
        modes.put(PtyMode.ECHOE, 1);
        modes.put(PtyMode.ECHOK, 1);
        modes.put(PtyMode.IEXTEN, 1);
        modes.put(PtyMode.OPOST, 1);
        modes.put(PtyMode.ONLCR, 1);
        modes.put(PtyMode.CS8, 1);
        modes.put(PtyMode.TTY_OP_ISPEED, 38400);
        modes.put(PtyMode.TTY_OP_OSPEED, 38400);
        return modes;
    }

    void grant(long bytes) throws IOException {
        receiving.grant(bytes);
        events.grant(bytes);
        announce();
    }

    void writeInput(byte[] bytes) {
        input.write(bytes);
    }

    @Override
    protected void doOpen() throws IOException {
        doOpenPty();
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 32);
        request.putUInt(getRecipient());
        request.putString("shell");
        request.putBoolean(true);
        addPendingRequest("shell", true);
        writePacket(request);
    }

    @Override
    public void handleSuccess() throws IOException {
        if (removePendingRequest("shell") != null) {
            listener.started();
        }
    }

    @Override
    public void handleFailure() throws IOException {
        if (removePendingRequest("shell") != null) {
            listener.refused();
        }
    }

    @Override
    protected long validateIncomingDataSize(int command, long length) throws IOException {
        // Some implementations count the packet's header in.
        if (length > ReceiveWindow.INITIAL + 4L || !receiving.receive(length)) {
            throw new SshException(
                    SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "more data than the flow control allows");
        }
        return length;
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (length == 0 || isClosing()) {
            return;
        }
        events.gather(data, offset, (int) length);
        announce();
    }

    /** Standard error takes its place in the one stream that a terminal shows. */
    @Override
    protected void doWriteExtendedData(byte[] data, int offset, long length) throws IOException {
        doWriteData(data, offset, length);
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        input.serve();
    }

    @Override
    public void handleClose() throws IOException {
        super.handleClose();
        listener.closed();
    }

    private void announce() throws IOException {
        long more = receiving.announce();
        if (more > 0) {
            sendWindowAdjust(more);
        }
    }
}
