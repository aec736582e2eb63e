package io.netstacks.controller.bench;

import io.netstacks.controller.testing.OpenSshDevice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the device's output comes through, recorded, beside OpenSSH direct and the bridge, which record nothing; and how long an interrupt takes to reach the device during {@code yes}, also
 * when the client has not read for two seconds.
 */
final class FloodBench {

    private static final int WARM_UP = 10;
    private static final int ROUNDS = 15;
    private static final int MIB = 1024 * 1024;
    private static final long FLOOD_BYTES = 64L * MIB;
    private static final int READ_BYTES = 128 * 1024;
    private static final int INTERRUPTS = 7;
    private static final Duration FLOODING = Duration.ofMillis(500);
    private static final Duration NOT_READING = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private FloodBench() {}

    static void run(Distribution distribution, Database database, Report report) throws Exception {
        String url = database.create("flood");
        try (OpenSshDevice device = OpenSshDevice.start();
                Bridge bridge = Bridge.start(distribution, device);
                StoredOutput stored = new StoredOutput(database, "flood");
                Controller controller = Controller.launch(
                        distribution,
                        Controller.environment(
                                url, Files.createTempDirectory(distribution.folder(), "flood")))) {
            controller.awaitReady();
            Path log = device.home().resolve("log.txt");
            writeLog(log);
            Scene scene = new Scene(
                    controller, device.host(), device.port(), "ssh_key", device.keyUser(), device.privateKey());
            try (Shell direct = new DirectShell(device);
                    Shell bridged = bridge.open(READ_BYTES);
                    Shell plain = scene.open(false, READ_BYTES);
                    Shell tls = scene.open(true, READ_BYTES)) {
                List<Lane> peers = new ArrayList<>(List.of(new Lane("ssh -tt", direct)));
                if (bridged != null) {
                    peers.add(new Lane(Bridge.NAME, bridged));
                }
                List<Lane> recorded =
                        List.of(new Lane("/ws/ssh, recorded", plain), new Lane("/ws/ssh, TLS, recorded", tls));
                throughput(report, log, peers, recorded, stored);
                if (bridged == null) {
                    report.row("flood of 64 MiB text, " + Bridge.NAME, bridge.whyMissing(), "", "");
                } else {
                    tell(report, peers.getLast(), peers.subList(0, 1), "");
                }
            }
            stored.tell(report);
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

    private static final class Lane {

        private final String name;
        private final Shell shell;
        private final Samples rates = new Samples();

        private Lane(String name, Shell shell) {
            this.name = name;
            this.shell = shell;
        }
    }

    private static void throughput(
            Report report, Path log, List<Lane> peers, List<Lane> recorded, StoredOutput stored) throws Exception {
        List<Lane> all = new ArrayList<>(peers);
        all.addAll(recorded);
        for (Lane lane : all) {
            // Raw, so that the terminal adds no carriage returns and bytes can be counted.
            lane.shell.type("stty raw -echo; PS1=; PS2=; echo re''ady\n");
            lane.shell.readUntil("ready\n", PATIENCE);
        }
        // In the first rounds the controller's code is compiled: two cores' time goes there, not into the floods.
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Lane lane : all) {
                double rate = drain(lane.shell, log);
                Report.progress(Report.text("flood, round %d, %s: %.0f MiB/s", round, lane.name, rate));
                if (round >= 0) {
                    lane.rates.add(rate);
                }
                if (recorded.contains(lane)) {
                    // What is still to be compressed and stored would take from whoever comes next.
                    stored.await(FLOOD_BYTES);
                }
            }
        }
        for (Lane lane : recorded) {
            tell(report, lane, peers, ">= 1x the bridge");
        }
    }

    private static void tell(Report report, Lane lane, List<Lane> peers, String budget) {
        double rate = lane.rates.median();
        List<String> beside = new ArrayList<>();
        for (Lane peer : peers) {
            double other = peer.rates.median();
            beside.add(Report.text("%s %.0f MiB/s: %.2fx", peer.name, other, rate / other));
        }
        report.row(
                "flood of 64 MiB text, " + lane.name,
                Report.text("%.0f MiB/s", rate),
                String.join("; ", beside),
                budget);
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
