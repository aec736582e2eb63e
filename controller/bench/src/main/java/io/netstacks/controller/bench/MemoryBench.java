package io.netstacks.controller.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * What an idle session costs the controller: its process with {@value #FIRST} sessions, and with {@value #MORE} more; each time after two full collections.
 * The first ones are there so that classes, compiled code and pools are, too, and the difference is sessions only.
 */
final class MemoryBench {

    private static final int FIRST = 400;
    private static final int MORE = 1000;
    private static final int AT_ONCE = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration PING = Duration.ofSeconds(30);
    private static final int LARGEST_CLASSES = 15;

    /** Live bytes by class, as {@code jcmd GC.class_histogram} counts them. */
    private record Sizes(long resident, Map<String, long[]> classes) {

        long heap() {
            return classes.values().stream().mapToLong(counts -> counts[1]).sum();
        }
    }

    private MemoryBench() {}

    static void run(Distribution distribution, Database database, Report report) throws Exception {
        // A user's logins on one device go one after the other.
        List<String> hosts = IntStream.rangeClosed(1, AT_ONCE).mapToObj(n -> "127.0.0." + n).toList();
        try (IdleDevice device = new IdleDevice(hosts);
                Controller controller = Controller.launch(
                        distribution,
                        Controller.environment(
                                database.create("memory"),
                                Files.createTempDirectory(distribution.folder(), "memory")))) {
            controller.awaitReady();
            List<Scene> scenes = new ArrayList<>();
            for (String host : hosts) {
                scenes.add(new Scene(
                        controller, host, device.port(), "ssh_password", IdleDevice.USER, IdleDevice.PASSWORD));
            }
            List<WebShell> sessions = new ArrayList<>();
            Thread pinger = Thread.ofVirtual().start(() -> ping(sessions));
            try {
                open(controller, scenes, sessions, FIRST);
                Sizes before = measure(controller);
                long start = System.nanoTime();
                open(controller, scenes, sessions, MORE);
                double seconds = (System.nanoTime() - start) / 1e9;
                Sizes after = measure(controller);
                tell(report, before, after, seconds);
                Files.writeString(
                        distribution.folder().resolve("memory-growth.md"), growth(before, after, Integer.MAX_VALUE));
            } finally {
                pinger.interrupt();
                synchronized (sessions) {
                    sessions.forEach(WebShell::close);
                }
            }
        }
    }

    private static void open(Controller controller, List<Scene> scenes, List<WebShell> sessions, int count) throws Exception {
        ExecutorService openers = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().factory());
        try {
            List<Future<WebShell>> opening = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Scene scene = scenes.get(i % scenes.size());
                opening.add(openers.submit(() -> scene.open(false, 512)));
            }
            for (Future<WebShell> future : opening) {
                WebShell session = future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                Thread.ofVirtual().start(() -> readForEver(session));
                synchronized (sessions) {
                    sessions.add(session);
                }
            }
        } catch (TimeoutException e) {
            Path threads = Files.writeString(
                    Files.createTempFile("controller-threads", ".txt"), controller.jcmd("Thread.print"));
            throw new IOException("A session did not open within %s; %d are open; what the controller's threads do: %s"
                    .formatted(PATIENCE, sessions.size(), threads));
        } finally {
            openers.shutdownNow();
        }
    }

    /** An idle client still answers pings. */
    private static void readForEver(WebShell session) {
        byte[] buffer = new byte[256];
        try {
            while (session.read(buffer) >= 0) {
                // Nothing is expected.
            }
        } catch (IOException e) {
            // The end.
        }
    }

    private static void ping(List<WebShell> sessions) {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PING.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            List<WebShell> all;
            synchronized (sessions) {
                all = List.copyOf(sessions);
            }
            for (WebShell session : all) {
                try {
                    session.sendPing();
                } catch (IOException e) {
                    Report.progress("A session was lost: " + e.getMessage());
                    return;
                }
            }
        }
    }

    private static Sizes measure(Controller controller) throws IOException {
        controller.jcmd("GC.run");
        controller.jcmd("GC.run");
        Map<String, long[]> classes = new TreeMap<>();
        // Takes only what is reachable.
        controller.jcmd("GC.class_histogram").lines().forEach(line -> {
            String[] cells = line.strip().split("\\s+");
            if (cells.length >= 4 && cells[0].endsWith(":") && cells[1].matches("\\d+")) {
                classes.merge(
                        cells[3],
                        new long[] {Long.parseLong(cells[1]), Long.parseLong(cells[2])},
                        (a, b) -> new long[] {a[0] + b[0], a[1] + b[1]});
            }
        });
        return new Sizes(controller.residentBytes(), classes);
    }

    private static void tell(Report report, Sizes before, Sizes after, double seconds) {
        report.row(
                "resident memory per idle session",
                kib(after.resident() - before.resident()),
                Report.text(
                        "%d to %d sessions: %d to %d MiB", FIRST, FIRST + MORE, before.resident() >> 20, after.resident() >> 20),
                "<= 100 KiB, then <= 64 KiB");
        report.row(
                "live heap per idle session",
                kib(after.heap() - before.heap()),
                Report.text("%d to %d MiB", before.heap() >> 20, after.heap() >> 20),
                "");
        report.row(
                "opening 1,000 sessions",
                Report.text("%.1f s", seconds),
                Report.text("%.0f a second, %d at once on as many devices, in the measuring process", MORE / seconds, AT_ONCE),
                "");
        report.remark("What the live heap's growth consists of, per session:\n\n" + growth(before, after, LARGEST_CLASSES));
    }

    private static String growth(Sizes before, Sizes after, int most) {
        StringBuilder text = new StringBuilder("| class | bytes | instances |\n|---|---|---|\n");
        after.classes().entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), minus(entry.getValue(), before.classes().get(entry.getKey()))))
                .sorted(Comparator.comparingLong((Map.Entry<String, long[]> entry) -> -entry.getValue()[1]))
                .filter(entry -> entry.getValue()[1] > 0)
                .limit(most)
                .forEach(entry -> text.append(Report.text(
                        "| `%s` | %.0f | %.1f |\n",
                        entry.getKey(), entry.getValue()[1] / (double) MORE, entry.getValue()[0] / (double) MORE)));
        return text.toString();
    }

    private static long[] minus(long[] after, long[] before) {
        return before == null ? after : new long[] {after[0] - before[0], after[1] - before[1]};
    }

    private static String kib(long bytesOfAll) {
        return Report.text("%.1f KiB", bytesOfAll / 1024.0 / MORE);
    }
}
