package io.netstacks.controller.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** {@code controller/bench/run}: runs the parts that are named, or all, and prints one table. */
public final class Bench {

    /** All parts together take about half of it; what hangs is ended, and with it every process that was started. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private interface Part {
        void run(Distribution distribution, Database database, Report report) throws Exception;
    }

    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("echo", EchoBench::run);
        PARTS.put("flood", FloodBench::run);
        PARTS.put("memory", MemoryBench::run);
        PARTS.put("start", StartBench::run);
    }

    private Bench() {}

    /** @param arguments a folder to work in, then names of parts */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        List<String> parts = new ArrayList<>(Arrays.asList(arguments).subList(1, arguments.length));
        if (parts.isEmpty()) {
            parts.addAll(PARTS.keySet());
        }
        for (String part : parts) {
            if (!PARTS.containsKey(part)) {
                System.err.println("There is no part \"" + part + "\"; the parts are " + String.join(", ", PARTS.keySet()) + ".");
                System.exit(2);
            }
        }
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        endInTime(Thread.currentThread());
        Report report = new Report();
        Distribution extracted = Distribution.extract(packaged(folder.getParent()), folder.resolve("run"));
        try (Database database = new Database()) {
            Distribution distribution = extracted.trained(database);
            for (String part : parts) {
                PARTS.get(part).run(distribution, database, report);
            }
        }
        report.print();
        // MINA and the HTTP client keep threads.
        System.exit(0);
    }

    private static void endInTime(Thread worker) {
        Thread.ofPlatform().daemon().start(() -> {
            long end = System.nanoTime() + LONGEST.toNanos();
            for (long left = LONGEST.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Report.progress("Not done after " + LONGEST.toMinutes() + " minutes, here:");
            for (StackTraceElement element : worker.getStackTrace()) {
                Report.progress("  at " + element);
            }
            System.exit(1);
        });
    }

    private static Path packaged(Path target) throws Exception {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("netstacks-controller-.*\\.jar"))
                    .filter(file -> !file.toString().matches(".*(-sources|-javadoc)\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No packaged controller in " + target));
        }
    }
}
