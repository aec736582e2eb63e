package io.netstacks.controller.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.cluster.InstanceId;
import io.netstacks.controller.testing.CuttableLink;
import io.netstacks.controller.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording process is killed with SIGKILL in the middle of output; another one starts on the same data folder. */
class RecordingCrashIT {

    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final InstanceId NEXT = new InstanceId("ctrl-0000000b");
    private static final long LONGEST_LOSS_MILLIS = 1000;

    @TempDir
    Path dataDir;

    @Test
    void aKillCostsAtMostTheLastSecondAndWhatItLeftIsClosedAndPlayable() throws Exception {
        Killed killed = runAndKill(1500, wire -> {});
        checkAfterNextStart(killed);
    }

    @Test
    void aKillWhileTheDatabaseIsAwayCostsNoMore() throws Exception {
        Killed killed = runAndKill(3500, CuttableLink::cut);
        assertThat(spoolFiles()).isNotEmpty();
        checkAfterNextStart(killed);
        assertThat(dataDir.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void aKillWhileTheDatabaseIsFrozenCostsNoMore() throws Exception {
        Killed killed = runAndKill(3500, CuttableLink::freeze);
        assertThat(spoolFiles()).isNotEmpty();
        checkAfterNextStart(killed);
    }

    @Test
    void theSpoolOfAProcessThatStillRunsIsLeftToIt() throws Exception {
        runAndKill(2500, wire -> {
            wire.cut();
            try (RecordingStack other =
                    new RecordingStack(DATABASE.port(), DATABASE.name(), NEXT, dataDir, 1_000_000)) {
                await().atMost(RecordingStack.PATIENCE)
                        .until(() -> !spoolFiles().isEmpty());
                assertThat(other.recordings.drainLeftovers().block(RecordingStack.PATIENCE))
                        .isZero();
                assertThat(spoolFiles()).isNotEmpty();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private record Killed(UUID recording, long lastMillis) {}

    private interface Fault {
        void strike(CuttableLink wire);
    }

    /** Lets the fault strike after a second of output, and kills after {@code untilMillis} of it. */
    private Killed runAndKill(long untilMillis, Fault fault) throws Exception {
        try (CuttableLink wire = CuttableLink.to(DATABASE.port())) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            KilledRecorder.class.getName(),
                            Integer.toString(wire.port()),
                            DATABASE.name(),
                            dataDir.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                CompletableFuture<UUID> recording = new CompletableFuture<>();
                AtomicLong lastMillis = new AtomicLong();
                Thread reader = Thread.ofVirtual().start(() -> read(process, recording, lastMillis));
                UUID id = recording.get(60, java.util.concurrent.TimeUnit.SECONDS);
                await().atMost(RecordingStack.PATIENCE).until(() -> lastMillis.get() > 1000);
                fault.strike(wire);
                await().atMost(RecordingStack.PATIENCE).until(() -> lastMillis.get() > untilMillis);
                process.destroyForcibly().waitFor();
                reader.join();
                return new Killed(id, lastMillis.get());
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void read(Process process, CompletableFuture<UUID> recording, AtomicLong lastMillis) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("recording ")) {
                    recording.complete(UUID.fromString(line.substring("recording ".length())));
                } else if (line.matches("line \\d+")) {
                    lastMillis.set(Long.parseLong(line.substring("line ".length())));
                }
            }
        } catch (java.io.IOException e) {
            recording.completeExceptionally(e);
        }
    }

    private void checkAfterNextStart(Killed killed) throws Exception {
        try (RecordingStack next = new RecordingStack(DATABASE.port(), DATABASE.name(), NEXT, dataDir, 1_000_000)) {
            next.recordings.drainLeftovers().block(RecordingStack.PATIENCE);
            next.recordings
                    .interruptOrphans(List.of(KilledRecorder.SELF.value()))
                    .block(RecordingStack.PATIENCE);

            List<Long> times = new String(next.output(killed.recording), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Long::valueOf)
                    .toList();
            assertThat(times).isSorted();
            long lost = killed.lastMillis - times.getLast();
            assertThat(lost).isLessThanOrEqualTo(LONGEST_LOSS_MILLIS);
            Recording row = next.find(killed.recording);
            assertThat(row.status()).isEqualTo("interrupted");
            assertThat(row.durationMs()).isBetween(times.getLast(), killed.lastMillis + 1000);
            assertThat(row.outputBytes()).isEqualTo(next.output(killed.recording).length);
        }
    }

    private List<Path> spoolFiles() throws Exception {
        Path folder = dataDir.resolve("spool").resolve(KilledRecorder.SELF.value());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool")).toList();
        }
    }
}
