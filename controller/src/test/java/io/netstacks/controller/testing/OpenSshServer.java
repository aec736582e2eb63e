package io.netstacks.controller.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the sshd of this machine is. One that is installed is used; else, on Debian and its kin, the package is unpacked into a cache folder and run from
 * there, with the libraries that this machine lacks. Nothing is installed.
 */
final class OpenSshServer {

    private static final Path CACHE = Path.of(System.getProperty("user.home"), ".cache", "netstacks-tests", "openssh");

    private static final class Found {
        private static final OpenSshServer INSTANCE = find();
    }

    private final Path sshd;
    private final List<Path> libraries;

    private OpenSshServer(Path sshd, List<Path> libraries) {
        this.sshd = sshd;
        this.libraries = libraries;
    }

    static OpenSshServer ofThisMachine() {
        return Found.INSTANCE;
    }

    Path sshd() {
        return sshd;
    }

    Map<String, String> environment() {
        return libraries.isEmpty()
                ? Map.of()
                : Map.of(
                        "LD_LIBRARY_PATH",
                        String.join(":", libraries.stream().map(Path::toString).toList()));
    }

    /** OpenSSH 9.8 and newer are several programs that know each other by path. */
    List<String> programPaths() {
        if (libraries.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        Path programs = CACHE.resolve("usr/lib/openssh");
        Map.of("SshdSessionPath", "sshd-session", "SshdAuthPath", "sshd-auth").forEach((option, program) -> {
            if (Files.exists(programs.resolve(program))) {
                lines.add(option + " " + programs.resolve(program));
            }
        });
        return lines;
    }

    private static OpenSshServer find() {
        Stream<Path> path =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of);
        return Stream.concat(path, Stream.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin")))
                .map(folder -> folder.resolve("sshd"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(sshd -> new OpenSshServer(sshd, List.of()))
                .orElseGet(OpenSshServer::unpack);
    }

    private static OpenSshServer unpack() {
        Path sshd = CACHE.resolve("usr/sbin/sshd");
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get")) || !Files.isExecutable(Path.of("/usr/bin/dpkg"))) {
            throw new IllegalStateException(
                    "These tests need an OpenSSH server (sshd) as the device, and none is on PATH or in /usr/sbin. "
                            + "Install it: Debian and Ubuntu `apt-get install openssh-server`, Fedora `dnf install openssh-server`; macOS has it.");
        }
        try {
            Files.createDirectories(CACHE);
            if (!Files.isExecutable(sshd)) {
                fetch("openssh-server");
            }
            for (String library : missingLibraries(sshd)) {
                fetch(packageOf(library));
            }
            List<String> missing = missingLibraries(sshd);
            if (!missing.isEmpty()) {
                throw new IllegalStateException("sshd was unpacked to " + sshd + " but lacks the libraries " + missing
                        + ": install openssh-server.");
            }
            return new OpenSshServer(sshd, libraryFolders());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** libwrap.so.0 is in libwrap0, libfoo-2.so.1 in libfoo-2-1: Debian policy 8.1. */
    private static String packageOf(String library) {
        String[] parts = library.split("\\.so\\.");
        String digitBefore = Character.isDigit(parts[0].charAt(parts[0].length() - 1)) ? "-" : "";
        return parts[0].replace('_', '-') + digitBefore + parts[1];
    }

    private static void fetch(String name) throws IOException {
        Path folder = Files.createTempDirectory(CACHE, "fetch");
        Command.Result got = Command.in(folder).run("apt-get", "download", name);
        if (!got.succeeded()) {
            Command.in(folder).run("apt-get", "update");
            got = Command.in(folder).run("apt-get", "download", name);
        }
        if (!got.succeeded()) {
            throw new IllegalStateException(
                    "These tests need an OpenSSH server (sshd) as the device; none is installed, and the package "
                            + name + " could not be downloaded: " + got.output().strip()
                            + ". Install it with `apt-get install openssh-server`.");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Command.in(folder)
                        .run("dpkg", "-x", file.toString(), CACHE.toString())
                        .orThrow();
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static List<String> missingLibraries(Path sshd) throws IOException {
        return Command.in(CACHE)
                .with(
                        "LD_LIBRARY_PATH",
                        String.join(
                                ":",
                                libraryFolders().stream().map(Path::toString).toList()))
                .run("ldd", sshd.toString())
                .output()
                .lines()
                .filter(line -> line.contains("not found"))
                .map(line -> line.strip().split(" ")[0])
                .distinct()
                .toList();
    }

    private static List<Path> libraryFolders() throws IOException {
        try (Stream<Path> files = Files.walk(CACHE)) {
            return files.filter(file -> file.getFileName().toString().contains(".so."))
                    .map(Path::getParent)
                    .distinct()
                    .toList();
        }
    }
}
