package io.netstacks.controller.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** From the start of the process to the first 200 of {@code GET /api/v1/ready}, on a database whose schema is there, with and without an AOT cache. */
final class StartBench {

    private static final int RUNS = 5;

    private StartBench() {}

    static void run(Distribution distribution, Database database, Report report) throws Exception {
        Path folder = Files.createTempDirectory(distribution.folder(), "start");
        Map<String, String> environment = Controller.environment(database.create("start"), folder);
        try (Controller first = Controller.launch(distribution, environment)) {
            first.awaitReady();
        }
        Samples plain = new Samples();
        Samples cached = new Samples();
        for (int i = 0; i < RUNS; i++) {
            plain.add(start(distribution.withoutCache(), environment));
            cached.add(start(distribution, environment));
        }
        report.row(
                "start to ready, AOT cache",
                Report.text("%.2f s", cached.median()),
                Report.text("slowest %.2f s; cache of %d MB", cached.max(), distribution.cacheSize() / 1_000_000),
                "<= 2 s");
        report.row(
                "start to ready, extracted jar",
                Report.text("%.2f s", plain.median()),
                Report.text("slowest %.2f s; the cache makes it %.2fx", plain.max(), cached.median() / plain.median()),
                "");
    }

    /** In seconds. */
    private static double start(Distribution distribution, Map<String, String> environment)
            throws Exception {
        long start = System.nanoTime();
        try (Controller controller = Controller.launch(distribution, environment)) {
            controller.awaitReady();
            return (System.nanoTime() - start) / 1e9;
        }
    }
}
