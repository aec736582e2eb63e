package io.netstacks.controller.bench;

import io.netstacks.controller.testing.OpenSshDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** OpenSSH's own client, through its pipes: {@code ssh -tt}, with the cipher that the controller takes. */
final class DirectShell implements Shell {

    private final Process process;
    private final InputStream in;
    private final OutputStream out;

    DirectShell(OpenSshDevice device) throws IOException {
        Path key = Files.createTempFile(
                "bench-key", null, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, device.privateKey());
        key.toFile().deleteOnExit();
        process = new ProcessBuilder(List.of(
                        "ssh",
                        "-tt",
                        "-q",
                        "-F",
                        "none",
                        "-i",
                        key.toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "EscapeChar=none",
                        "-o",
                        "Ciphers=aes128-gcm@openssh.com",
                        // Since 9.5 OpenSSH holds key strokes back, up to 20 ms, so that nobody can learn from their rhythm.
                        "-o",
                        "IgnoreUnknown=ObscureKeystrokeTiming",
                        "-o",
                        "ObscureKeystrokeTiming=no",
                        "-p",
                        Integer.toString(device.port()),
                        device.keyUser() + "@" + device.host()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        in = process.getInputStream();
        out = process.getOutputStream();
    }

    @Override
    public void type(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
