package io.netstacks.controller.bench;

import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.OpenSshDevice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * How fast the device's output comes through, recorded, beside OpenSSH direct; and how long an interrupt takes to reach the device during {@code yes}, also
 * when the client has not read for two seconds.
 */
final class FloodBench {

    private static final int ROUNDS = 5;
    private static final int MIB = 1024 * 1024;
    private static final long FLOOD_BYTES = 64L * MIB;
    private static final int READ_BYTES = 128 * 1024;
    private static final int INTERRUPTS = 7;
    private static final Duration FLOODING = Duration.ofMillis(500);
    private static final Duration NOT_READING = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private FloodBench() {}

    static void run(Distribution distribution, Database database, Report report) throws Exception {
        try (OpenSshDevice device = OpenSshDevice.start();
                Controller controller = Controller.launch(
                        distribution,
                        Controller.environment(
                                database.create("flood"), Files.createTempDirectory(distribution.folder(), "flood")))) {
            controller.awaitReady();
            Path log = device.home().resolve("log.txt");
            writeLog(log);
            Scene scene = new Scene(
                    controller, device.host(), device.port(), "ssh_key", device.keyUser(), device.privateKey());
            try (Shell direct = new DirectShell(device);
                    Shell plain = scene.open(false, READ_BYTES);
                    Shell tls = scene.open(true, READ_BYTES)) {
                throughput(report, log, direct, plain, tls);
            }
            recordings(report, scene.user());
            try (Shell direct = new DirectShell(device);
                    Shell web = scene.open(false, READ_BYTES)) {
                interrupts(report, device, direct, web);
            }
        }
    }

    /** Lines as a router's log has them: text that compresses as such text does, with times, names and numbers that differ. */
    private static void writeLog(Path file) throws IOException {
        Random random = new Random(42);
        String[] events = {
            "%LINK-3-UPDOWN: Interface GigabitEthernet1/0/%d, changed state to up",
            "%LINEPROTO-5-UPDOWN: Line protocol on Interface Vlan%d, changed state to down",
            "%SEC-6-IPACCESSLOGP: list 101 denied tcp 10.4.%d.17(52311) -> 192.0.2.80(443), 1 packet",
            "%BGP-5-ADJCHANGE: neighbor 198.51.100.%d Up",
            "%SYS-5-CONFIG_I: Configured from console by engineer on vty%d (203.0.113.9)",
            "%OSPF-5-ADJCHG: Process 1, Nbr 10.255.0.%d on TenGigabitEthernet2/1/1 from LOADING to FULL, Loading Done"
        };
        long left = FLOOD_BYTES;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int n = 0; left > 0; n++) {
                String event = events[random.nextInt(events.length)].replace("%d", Integer.toString(random.nextInt(256)));
                byte[] line = Report.text(
                                "%06d: Nov 21 %02d:%02d:%02d.%03d UTC: %s\n",
                                n,
                                n / 3_600_000 % 24,
                                n / 60_000 % 60,
                                n / 1000 % 60,
                                random.nextInt(1000),
                                event)
                        .getBytes(StandardCharsets.US_ASCII);
                out.write(line, 0, (int) Math.min(line.length, left));
                left -= line.length;
            }
        }
    }

    private static void throughput(Report report, Path log, Shell direct, Shell plain, Shell tls) throws IOException {
        for (Shell shell : new Shell[] {direct, plain, tls}) {
            // Raw, so that the terminal adds no carriage returns and bytes can be counted.
            shell.type("stty raw -echo; PS1=; PS2=; echo re''ady\n");
            shell.readUntil("ready\n", PATIENCE);
            drain(shell, log);
        }
        Samples[] rates = {new Samples(), new Samples(), new Samples()};
        for (int round = 0; round < ROUNDS; round++) {
            rates[0].add(drain(direct, log));
            rates[1].add(drain(plain, log));
            rates[2].add(drain(tls, log));
        }
        double peer = rates[0].median();
        String[] names = {"", "/ws/ssh, recorded", "/ws/ssh, TLS, recorded"};
        for (int i = 1; i < names.length; i++) {
            report.row(
                    "flood of 64 MiB text, " + names[i],
                    Report.text("%.0f MiB/s", rates[i].median()),
                    Report.text("ssh -tt %.0f MiB/s: %.2fx", peer, rates[i].median() / peer),
                    "(>= 0.5x, the SSH proxy's)");
        }
    }

    /** Shows the whole file and returns MiB a second, from the command to the last byte. */
    private static double drain(Shell shell, Path log) throws IOException {
        byte[] buffer = new byte[READ_BYTES];
        long start = System.nanoTime();
        shell.type("cat " + log + "\n");
        for (long left = FLOOD_BYTES; left > 0; ) {
            int length = shell.read(buffer);
            if (length < 0) {
                throw new IOException("The output ended early, " + left + " bytes before its end");
            }
            left -= length;
        }
        return FLOOD_BYTES / (double) MIB / ((System.nanoTime() - start) / 1e9);
    }

    /** That the floods were recorded is not to be believed but seen. */
    private static void recordings(Report report, ApiClient user) {
        long bytes = 0;
        for (JsonNode recording : user.get("/api/recordings").json()) {
            bytes += recording.at("/output_bytes").asLong();
        }
        report.remark(Report.text(
                "Of %d floods of 64 MiB through the controller the recordings hold %d MiB.",
                2 * (ROUNDS + 1), bytes / MIB));
    }

    private static void interrupts(Report report, OpenSshDevice device, Shell direct, Shell web) throws IOException {
        Samples ofDirect = new Samples();
        Samples ofWeb = new Samples();
        Samples ofDeaf = new Samples();
        for (int i = 0; i < INTERRUPTS; i++) {
            ofDirect.add(interrupt(device, direct, true));
            ofWeb.add(interrupt(device, web, true));
            ofDeaf.add(interrupt(device, web, false));
        }
        tell(report, "interrupt during yes, /ws/ssh", ofWeb, ofDirect);
        tell(report, "interrupt, client not reading for 2 s", ofDeaf, ofDirect);
    }

    private static void tell(Report report, String what, Samples samples, Samples peer) {
        report.row(
                what,
                Report.text("%.1f ms, at most %.1f ms", samples.median(), samples.max()),
                Report.text("ssh -tt, reading, %.1f ms, at most %.1f ms", peer.median(), peer.max()),
                "<= 200 ms");
    }

    /**
     * Milliseconds from writing the interrupt byte to a trap of the shell on the device, which writes the time down. The device is on this machine, so both
     * times are of one clock; starting {@code date} is part of it, a millisecond or two.
     */
    private static double interrupt(OpenSshDevice device, Shell shell, boolean reading) throws IOException {
        Path stamp = device.home().resolve("stamp");
        Files.deleteIfExists(stamp);
        shell.type("trap 'date +%s%N >new; mv new stamp' INT; echo re''ady; yes\n");
        shell.readUntil("ready", PATIENCE);
        byte[] buffer = new byte[READ_BYTES];
        long flooded = System.nanoTime() + FLOODING.toNanos();
        while (System.nanoTime() < flooded) {
            shell.read(buffer);
        }
        Thread reader = null;
        if (reading) {
            reader = readInBackground(shell);
        } else {
            pause(NOT_READING);
        }
        Instant sent = Instant.now();
        shell.type(new byte[] {3});
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(stamp) && System.nanoTime() < end) {
            pause(Duration.ofMillis(1));
        }
        if (!Files.exists(stamp)) {
            throw new IOException("The interrupt did not reach the device within " + PATIENCE);
        }
        long got = Long.parseLong(Files.readString(stamp).strip());
        shell.type("echo do''ne\n");
        if (reader == null) {
            shell.readUntil("done", PATIENCE);
        } else {
            join(reader);
        }
        return (got - (sent.getEpochSecond() * 1_000_000_000L + sent.getNano())) / 1e6;
    }

    private static Thread readInBackground(Shell shell) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                shell.readUntil("done", PATIENCE);
            } catch (IOException e) {
                Report.progress("While reading yes: " + e.getMessage());
            }
        });
    }

    private static void join(Thread thread) throws IOException {
        try {
            if (!thread.join(PATIENCE)) {
                throw new IOException("The output did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
