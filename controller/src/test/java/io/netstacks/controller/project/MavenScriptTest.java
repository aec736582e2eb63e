package io.netstacks.controller.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./mvnw} on machines that have this and lack that. The JDKs and Mavens are stubs: which of them the script picks is what counts. */
class MavenScriptTest {

    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("mvnw");

    /** A folder with a space in its name: every path below goes through it. */
    private Path machine;

    private Path project;
    private Path home;
    private Path tools;
    private final List<String> extraEnvironment = new ArrayList<>();

    @BeforeEach
    void anEmptyMachine(@TempDir Path folder) throws IOException {
        machine = Files.createDirectories(folder.resolve("a machine"));
        home = Files.createDirectories(machine.resolve("home/some one"));
        tools = Files.createDirectories(machine.resolve("tools"));
        for (String tool : List.of("sed", "head", "dirname", "awk")) {
            onPath(tool, installed(tool).orElseThrow());
        }
        project = Files.createDirectories(machine.resolve("work/net stacks"));
        Files.copy(SCRIPT, project.resolve("mvnw"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(SCRIPT.resolveSibling("pom.xml"), project.resolve("pom.xml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "dash"})
    void picksANewJdkWhenTheJavaOnThePathIsOlder(String shell) throws Exception {
        assumeTrue(installed(shell).isPresent());
        jdk(machine.resolve("usr/lib/jvm/java-17"), "17.0.15");
        onPath("java", machine.resolve("usr/lib/jvm/java-17/bin/java"));
        Path wanted = jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25.0.1");
        onPath("mvn", maven(machine.resolve("usr/share/maven"), "3.9.9"));

        Outcome outcome = run(shell, project, "verify", "-Dname=two words");

        assertThat(outcome.error).isEmpty();
        assertThat(outcome.exitCode).isZero();
        assertThat(outcome.output).containsExactly("JAVA_HOME=" + wanted, "verify", "-Dname=two words");
    }

    @Test
    void prefersTheUsersJavaHomeAndMavenHome() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25");
        Path wanted = jdk(home.resolve("my jdk"), "26.0.1");
        extraEnvironment.addAll(List.of("JAVA_HOME", wanted.toString()));
        extraEnvironment.addAll(List.of("MAVEN_HOME", home.resolve("my maven").toString()));
        maven(home.resolve("my maven"), "3.8.7");

        assertThat(run("sh", project, "verify").output).containsExactly("JAVA_HOME=" + wanted, "verify");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home/some one/.sdkman/candidates/java/25-tem",
                "home/some one/.jdks/openjdk-25",
                "opt/jdk-25",
                "Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                "opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home"
            })
    void looksIntoTheUsualFolders(String folder) throws Exception {
        Path wanted = jdk(machine.resolve(folder), "25.0.1");
        maven(home.resolve(".sdkman/candidates/maven/current"), "3.9.9");

        assertThat(run("sh", project, "verify").output).containsExactly("JAVA_HOME=" + wanted, "verify");
    }

    @Test
    void ofTheUsualFoldersItPrefersTheVersionThatTheProjectIsBuiltWith() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/a-26"), "26");
        Path wanted = jdk(machine.resolve("usr/lib/jvm/b-25"), "25");
        onPath("mvn", maven(machine.resolve("usr/share/maven"), "3.9.9"));

        assertThat(run("sh", project).output).containsExactly("JAVA_HOME=" + wanted);
    }

    @Test
    void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
        Files.delete(jdk(machine.resolve("usr/lib/jvm/jre-25"), "25").resolve("bin/javac"));
        onPath("mvn", maven(machine.resolve("usr/share/maven"), "3.9.9"));

        assertThat(run("sh", project).exitCode).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "dash"})
    void withoutAJdkItSaysSoInOneSentence(String shell) throws Exception {
        assumeTrue(installed(shell).isPresent());

        Outcome outcome = run(shell, project, "verify");

        assertThat(outcome.exitCode).isOne();
        assertThat(outcome.output).isEmpty();
        assertThat(outcome.error)
                .singleElement()
                .asString()
                .startsWith("mvnw: a JDK 25 or newer is missing: get one from https://adoptium.net")
                .contains("JAVA_HOME");
    }

    @Test
    void withAnOldJdkOnlyItNamesTheNewestThatIsThere() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/java-17"), "17.0.15");
        jdk(machine.resolve("usr/lib/jvm/java-21"), "21.0.1");

        Outcome outcome = run("sh", project, "verify");

        assertThat(outcome.exitCode).isOne();
        assertThat(outcome.error)
                .singleElement()
                .asString()
                .contains("a JDK 25 or newer is missing (the newest here is 21):");
    }

    @Test
    void withoutMavenItSaysSoInOneSentence() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25");

        Outcome outcome = run("sh", project, "verify");

        assertThat(outcome.exitCode).isOne();
        assertThat(outcome.error)
                .singleElement()
                .asString()
                .startsWith("mvnw: Maven 3.8.7 or newer is missing: get it from https://maven.apache.org/download.cgi")
                .contains("MAVEN_HOME");
    }

    @Test
    void anOldMavenOnThePathIsPassedOverAndNamedWhenItIsTheOnlyOne() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25");
        onPath("mvn", maven(home.resolve("old"), "3.8.6"));
        assertThat(run("sh", project, "verify").error)
                .singleElement()
                .asString()
                .contains("Maven 3.8.7 or newer is missing (the newest here is 3.8.6):");

        maven(machine.resolve("opt/apache-maven-3.10.0"), "3.10.0");
        assertThat(run("sh", project, "verify").exitCode).isZero();
    }

    @Test
    void fromAnotherFolderItBuildsTheWholeProjectAndInAModuleThatModule() throws Exception {
        Path jdk = jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25");
        onPath("mvn", maven(machine.resolve("usr/share/maven"), "3.9.9"));
        Path pom = project.toRealPath().resolve("pom.xml");

        assertThat(run("sh", home, "verify").output)
                .containsExactly("JAVA_HOME=" + jdk, "-f", pom.toString(), "verify");
        assertThat(run("sh", home, "-f", "other.xml").output).containsExactly("JAVA_HOME=" + jdk, "-f", "other.xml");
        Path module = Files.createDirectories(project.resolve("controller"));
        assertThat(run("sh", module, "verify").output).containsExactly("JAVA_HOME=" + jdk, "verify");
    }

    private static Path jdk(Path folder, String version) throws IOException {
        program(folder.resolve("bin/javac"), "exit 9");
        program(folder.resolve("bin/java"), "echo '    java.home = " + folder + "' >&2");
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return folder;
    }

    private static Path maven(Path folder, String version) throws IOException {
        return program(folder.resolve("bin/mvn"), """
                if [ "${1:-}" = --version ]; then echo "Apache Maven %s (abc)"; exit; fi
                echo "JAVA_HOME=$JAVA_HOME"
                for argument in "$@"; do echo "$argument"; done
                """.formatted(version));
    }

    private void onPath(String name, Path target) throws IOException {
        program(tools.resolve(name), "exec '" + target + "' \"$@\"");
    }

    private static Optional<Path> installed(String tool) {
        return Stream.of("/bin", "/usr/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Path program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Outcome(int exitCode, List<String> output, List<String> error) {}

    private Outcome run(String shell, Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                installed(shell).orElseThrow().toString(),
                project.resolve("mvnw").toString()));
        command.addAll(List.of(arguments));
        Path output = machine.resolve("output");
        Path error = machine.resolve("error");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(error.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", tools.toString());
        environment.put("HOME", home.toString());
        environment.put("MVNW_SEARCH_ROOT", machine.toString());
        for (int i = 0; i < extraEnvironment.size(); i += 2) {
            environment.put(extraEnvironment.get(i), extraEnvironment.get(i + 1));
        }
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readAllLines(output), Files.readAllLines(error));
    }
}
