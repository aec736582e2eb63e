package io.netstacks.controller.bench;

import io.netstacks.controller.testing.OpenSshDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The time from a key stroke to its echo by {@code cat} on the device: OpenSSH direct, the bridge, {@code /ws/ssh} plain, {@code /ws/ssh} over TLS, in
 * turns, so that whatever disturbs the machine disturbs all of them. A round's p50 and p99 are one value each; of those the table shows the medians.
 */
final class EchoBench {

    private static final int ROUNDS = 21;
    private static final int KEYS_PER_ROUND = 400;
    /** So many key strokes of each lane come first and do not count: Java compiles what they run through. */
    private static final int WARM_UP_KEYS = 20_000;
    private static final int WARM_UP_TURN = 1000;
    /** Between two key strokes: 1 to 4 ms, faster than any typist and slow enough that nothing queues. */
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;

    private static final long LONGEST_PAUSE_NANOS = 4_000_000;

    private static final class Lane {

        private final String name;
        private final Shell shell;
        private final Samples p50 = new Samples();
        private final Samples p99 = new Samples();

        private Lane(String name, Shell shell) {
            this.name = name;
            this.shell = shell;
        }
    }

    private EchoBench() {}

    static void run(Distribution distribution, Database database, Report report) throws Exception {
        try (OpenSshDevice device = OpenSshDevice.start();
                Bridge bridge = Bridge.start(distribution, device);
                Controller controller = Controller.launch(
                        distribution,
                        Controller.environment(
                                database.create("echo"), Files.createTempDirectory(distribution.folder(), "echo")))) {
            controller.awaitReady();
            Scene scene = new Scene(
                    controller, device.host(), device.port(), "ssh_key", device.keyUser(), device.privateKey());
            try (Shell direct = new DirectShell(device);
                    Shell bridged = bridge.open(16 * 1024);
                    Shell plain = scene.open(false, 16 * 1024);
                    Shell tls = scene.open(true, 16 * 1024)) {
                List<Lane> peers = new ArrayList<>(List.of(new Lane("ssh -tt", direct)));
                if (bridged != null) {
                    peers.add(new Lane(Bridge.NAME, bridged));
                }
                List<Lane> ours = List.of(new Lane("/ws/ssh", plain), new Lane("/ws/ssh, TLS", tls));
                List<Lane> all = new ArrayList<>(peers);
                all.addAll(ours);
                for (Lane lane : all) {
                    prepare(lane.shell);
                }
                measure(all);
                for (Lane lane : ours) {
                    tell(report, lane, peers, "<= 0.5 ms", "<= 2 ms");
                }
                if (bridged == null) {
                    report.row("key echo, " + Bridge.NAME, bridge.whyMissing(), "", "");
                } else {
                    tell(report, peers.getLast(), peers.subList(0, 1), "", "");
                }
            }
        }
    }

    private static void prepare(Shell shell) throws IOException {
        shell.type("stty raw -echo; echo re''ady; exec cat\n");
        shell.readUntil("ready\n", Duration.ofSeconds(10));
    }

    private static void measure(List<Lane> lanes) throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        // In turns: a client that answers no ping for a minute would be taken for gone.
        for (int done = 0; done < WARM_UP_KEYS; done += WARM_UP_TURN) {
            for (Lane lane : lanes) {
                for (int i = 0; i < WARM_UP_TURN; i++) {
                    echo(lane.shell, (byte) ('a' + i % 26));
                }
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (Lane lane : lanes) {
                Samples samples = new Samples();
                for (int i = 0; i < KEYS_PER_ROUND; i++) {
                    LockSupport.parkNanos(random.nextLong(SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
                    samples.add(echo(lane.shell, (byte) ('a' + i % 26)));
                }
                lane.p50.add(samples.median());
                lane.p99.add(samples.percentile(99));
            }
        }
    }

    /** In milliseconds. */
    private static double echo(Shell shell, byte key) throws IOException {
        byte[] buffer = new byte[16];
        long start = System.nanoTime();
        shell.type(new byte[] {key});
        int length = shell.read(buffer);
        long end = System.nanoTime();
        if (length != 1 || buffer[0] != key) {
            throw new IOException("Not the echo of " + (char) key + ": " + new String(buffer, 0, Math.max(0, length)));
        }
        return (end - start) / 1e6;
    }

    private static void tell(Report report, Lane lane, List<Lane> peers, String p50Budget, String p99Budget) {
        row(report, "key echo p50, ", lane, peers, of -> of.p50.median(), p50Budget);
        row(report, "key echo p99, ", lane, peers, of -> of.p99.median(), p99Budget);
    }

    private static void row(
            Report report, String what, Lane lane, List<Lane> peers, ToDoubleFunction<Lane> millis, String budget) {
        double value = millis.applyAsDouble(lane);
        List<String> beside = new ArrayList<>();
        for (Lane peer : peers) {
            double other = millis.applyAsDouble(peer);
            beside.add(Report.text("%s %.3f ms: %+.3f ms, %.2fx", peer.name, other, value - other, value / other));
        }
        report.row(what + lane.name, Report.text("%.3f ms", value), String.join("; ", beside), budget);
    }
}
