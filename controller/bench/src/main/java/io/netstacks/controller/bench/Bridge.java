package io.netstacks.controller.bench;

import io.netstacks.controller.testing.OpenSshDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The peer of the web terminal: {@code bridge.js}, a WebSocket-to-SSH bridge of Node, ws and ssh2, in a process of its own. {@code controller/bench/run}
 * installs it; where it could not, there is no peer, and no number is made up for it.
 */
final class Bridge implements AutoCloseable {

    static final String NAME = "ws+ssh2 bridge";

    /** Of a folder beside the distribution's: what is installed, or a file that says why nothing is. */
    private static final String FOLDER = "bridge";

    private static final String WHY_MISSING = "bridge-missing";

    private final @Nullable Process process;
    private final String whyMissing;
    private final int port;

    private Bridge(@Nullable Process process, String whyMissing, int port) {
        this.process = process;
        this.whyMissing = whyMissing;
        this.port = port;
    }

    static Bridge start(Distribution distribution, OpenSshDevice device) throws IOException {
        Path missing = distribution.folder().resolveSibling(WHY_MISSING);
        if (Files.exists(missing)) {
            return new Bridge(null, Files.readString(missing).strip(), 0);
        }
        Process process = new ProcessBuilder("node", "bridge.js")
                .directory(distribution.folder().resolveSibling(FOLDER).toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        // Standard input stays open: the bridge ends with it, even when this process is killed.
        OutputStream in = process.getOutputStream();
        in.write((JsonMapper.shared()
                                .writeValueAsString(Map.of(
                                        "host",
                                        device.host(),
                                        "port",
                                        device.port(),
                                        "username",
                                        device.keyUser(),
                                        "privateKey",
                                        device.privateKey()))
                        + "\n")
                .getBytes(StandardCharsets.UTF_8));
        in.flush();
        BufferedReader out = process.inputReader();
        String port = out.readLine();
        if (port == null) {
            throw new IOException("The bridge did not start");
        }
        return new Bridge(process, "", Integer.parseInt(port));
    }

    boolean isMissing() {
        return process == null;
    }

    /** For the table, in place of a value. */
    String whyMissing() {
        return "not measured: " + whyMissing;
    }

    /** Opens a terminal; what is typed before its shell is there waits. Null when the bridge is missing. */
    @Nullable Shell open(int bufferBytes) throws IOException {
        return isMissing() ? null : new BridgeShell(new Socket(InetAddress.getLoopbackAddress(), port), bufferBytes);
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
