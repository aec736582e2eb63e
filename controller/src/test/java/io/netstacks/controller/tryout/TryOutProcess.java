package io.netstacks.controller.tryout;

import io.netstacks.controller.testing.Canaries;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The trying-out mode as its users have it: started in a process of its own, with a screen that shows what it says. */
final class TryOutProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    /** As Maven stays while what it started runs; it has another process id than that, so that it can be killed alone. */
    private static final List<String> MAVEN = List.of("sh", "-c", "\"$@\" & wait", "maven");

    private final Process process;
    private final Path postmasterPid;
    private final StringBuffer screen = new StringBuffer();
    private final Thread reader;

    private TryOutProcess(Process process, Path postmasterPid) {
        this.process = process;
        this.postmasterPid = postmasterPid;
        this.reader = Thread.ofVirtual().start(this::read);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** @param startedIn where the user is; the folder of the trying-out mode is {@code NETSTACKS_TRY_DIR} in it */
    static TryOutProcess start(Path startedIn, Map<String, String> environment) throws IOException {
        return start(List.of(), startedIn, environment);
    }

    /** As {@link #start}, with a stand-in for Maven between it and us: the process that {@link #kill} and {@link #stop} end. */
    static TryOutProcess startByMaven(Path startedIn, Map<String, String> environment) throws IOException {
        return start(MAVEN, startedIn, environment);
    }

    /** With the options that the profile {@code try} of controller/pom.xml gives it. */
    private static TryOutProcess start(List<String> parent, Path startedIn, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(parent);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Dnetstacks.project=" + PROJECT,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                TryOut.class.getName()));
        // A shell sets PWD to where it really is, whatever it was given.
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(startedIn.toFile()).redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "LANG"));
        builder.environment().put("PWD", startedIn.toString());
        builder.environment().putAll(environment);
        return new TryOutProcess(
                builder.start(),
                startedIn.resolve(environment.get("NETSTACKS_TRY_DIR")).resolve("postgres/postmaster.pid"));
    }

    /** Waits for the last of what it tells its user at the start. */
    TryOutProcess awaitClosingText() {
        Awaitility.await("the closing text")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> screen.indexOf("ssh -p ") >= 0 || !reader.isAlive());
        line("ssh -p ");
        return this;
    }

    String screen() {
        return screen.toString();
    }

    /** What follows {@code start} in the first line that begins with it. */
    String line(String start) {
        Matcher matcher =
                Pattern.compile("(?m)^ *" + Pattern.quote(start) + "(.*)$").matcher(screen);
        if (!matcher.find()) {
            throw new AssertionError("No line begins with \"" + start + "\" in:\n" + screen);
        }
        return matcher.group(1).strip();
    }

    /** All processes that there are because of this start: Maven, the controller, the database and its guard. */
    List<ProcessHandle> everything() throws IOException {
        Stream<ProcessHandle> roots = Stream.concat(Stream.of(process.toHandle()), postmaster());
        return roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .distinct()
                .toList();
    }

    /** The server has no parent here: its starter ends when it is up. */
    private Stream<ProcessHandle> postmaster() throws IOException {
        return Files.exists(postmasterPid)
                ? ProcessHandle.of(Long.parseLong(
                                Files.readAllLines(postmasterPid).getFirst().strip()))
                        .stream()
                : Stream.empty();
    }

    /** SIGKILL to the one process that was started here; all others have to find out. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM likewise. */
    void stop() {
        process.destroy();
    }

    int awaitExit() throws InterruptedException {
        awaitEnd(List.of(process.toHandle()));
        reader.join();
        return process.exitValue();
    }

    static void awaitEnd(List<ProcessHandle> processes) {
        Awaitility.await("the end of all processes")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> left = everything();
        left.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(left);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Canaries.watch("the screen of the trying-out mode", line);
                screen.append(line).append('\n');
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }
}
