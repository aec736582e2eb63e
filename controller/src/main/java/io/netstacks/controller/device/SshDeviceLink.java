package io.netstacks.controller.device;

import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceEvent.Ended;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.terminal.TerminalSize;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shell over an SSH connection of its own: the connection ends with the shell, the shell with the connection. */
final class SshDeviceLink implements DeviceLink, ShellChannel.Listener, SessionListener {

    private static final Logger log = LoggerFactory.getLogger(SshDeviceLink.class);

    private final ClientSession session;
    private final String address;
    private final EventGate events;
    private final ShellChannel channel;
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();
    /** Why the connection ends, as far as the device or the network said. */
    private volatile @Nullable String cause;

    private volatile boolean closing;

    SshDeviceLink(ClientSession session, DeviceConnect request, Consumer<DeviceEvent> receiver) {
        this.session = session;
        this.address = request.address();
        this.events = new EventGate(receiver);
        this.channel = new ShellChannel(request.size(), request.term(), events, this);
        session.addSessionListener(this);
        ((DeviceConnection) session.getIoSession()).afterEachRead(events::flush);
    }

    Channel channel() {
        return channel;
    }

    ShellChannel shell() {
        return channel;
    }

    /** True when the shell runs, false when the device refused it or went away before; never an exception. */
    CompletableFuture<Boolean> whenStarted() {
        return started;
    }

    @Override
    public void grant(long bytes) {
        try {
            channel.grant(bytes);
        } catch (IOException | RuntimeException e) {
            notSent("Credit", e);
        }
    }

    @Override
    public void write(byte[] input) {
        channel.writeInput(input);
    }

    @Override
    public void resize(TerminalSize size) {
        try {
            channel.sendWindowChange(size.columns(), size.rows());
        } catch (IOException | RuntimeException e) {
            notSent("Size", e);
        }
    }

    /** At once, without a farewell: a device that hangs would not answer it. */
    @Override
    public void close() {
        closing = true;
        events.discardUngranted();
        session.close(true);
    }

    @Override
    public void started() {
        started.complete(true);
    }

    @Override
    public void refused() {
        started.complete(false);
    }

    @Override
    public void closed() {
        started.complete(false);
        end();
        session.close(true);
    }

    @Override
    public void sessionDisconnect(Session session, int reason, String message, String language, boolean initiator) {
        if (!initiator) {
            String text = SafeText.printable(message);
            cause = address + " closed the connection" + (text.isEmpty() ? "." : ": " + text);
        }
    }

    @Override
    public void sessionException(Session session, Throwable t) {
        if (cause == null) {
            cause = "The connection to " + address + " broke: " + SafeText.printable(String.valueOf(t.getMessage()));
        }
    }

    @Override
    public void sessionClosed(Session session) {
        started.complete(false);
        end();
    }

    /** The gate tells the first end only. */
    private void end() {
        if (started.getNow(false)) {
            events.tell(new Ended(SafeText.withoutAuth(why()), channel.getExitStatus()));
        }
    }

    private String why() {
        Integer status = channel.getExitStatus();
        String signal = channel.getExitSignal();
        if (closing) {
            return "The connection to " + address + " was closed.";
        }
        if (signal != null) {
            return "The shell on " + address + " was ended by signal " + SafeText.printable(signal) + ".";
        }
        if (status != null) {
            return status == 0
                    ? "The shell on " + address + " ended."
                    : "The shell on " + address + " ended with status " + status + ".";
        }
        String known = cause;
        return known != null ? known : address + " closed the connection.";
    }

    /** The session is ending; its end is told as such. */
    private void notSent(String what, Exception e) {
        log.debug("{} not sent to {}: {}", what, address, e.getMessage());
    }
}
