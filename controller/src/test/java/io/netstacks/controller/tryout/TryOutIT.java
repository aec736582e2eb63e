package io.netstacks.controller.tryout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import io.netstacks.controller.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first of the README's two commands, as far as it is ours: what {@code ./mvnw -Ptry} starts, says, keeps and leaves behind. */
class TryOutIT {

    private static final int COMMAND_SECONDS = 40;
    /** With a blank: what is on the screen has to work all the same. */
    private static final String FOLDER = "try out";

    private static final String NEW_PASSWORD = "canary battery staple";

    @TempDir
    Path here;

    private Map<String, String> environment;

    @BeforeEach
    void portsOfItsOwn() {
        environment = Map.of(
                "NETSTACKS_TRY_DIR", FOLDER,
                "API_PORT", Integer.toString(FreePort.find()),
                "NETSTACKS_TRY_SSH_PORT", Integer.toString(FreePort.find()));
    }

    @Test
    @DisplayName(
            "The trying-out mode: what it prints works, no kill leaves anything running, and the next start has it all")
    void whatItPrintsWorksAndAKillCostsNothing() throws Exception {
        String password;
        String device;
        List<ProcessHandle> running;
        try (TryOutProcess first = TryOutProcess.start(here, environment).awaitClosingText()) {
            password = first.line("Password  ").split(" ")[0];
            assertThat(here.resolve(FOLDER).resolve("admin-password")).hasContent(password);
            assertThat(first.line("Address ")).isEqualTo(address());
            signIn(first, "");
            assertThat(terminal(first, "", "yes\nshow version\n"))
                    .contains("The host key of 127.0.0.1 port " + environment.get("NETSTACKS_TRY_SSH_PORT"))
                    .contains(line(first, "SHA256:"))
                    .contains("core-sw-1>show version");
            device = device(password);

            running = first.everything();
            first.kill();
            TryOutProcess.awaitEnd(running);
        }
        assertThat(running).as("controller, database, guard").hasSizeGreaterThan(2);

        try (TryOutProcess second =
                TryOutProcess.startByMaven(here, environment).awaitClosingText()) {
            assertThat(second.line("Password  ").split(" ")[0]).isEqualTo(password);
            signIn(second, "");
            assertThat(device(password)).isEqualTo(device);
            changePassword(password);

            running = second.everything();
            second.kill();
            TryOutProcess.awaitEnd(running);
        }

        try (TryOutProcess third = TryOutProcess.startByMaven(here, environment).awaitClosingText()) {
            assertThat(third.screen()).contains("as you changed it").doesNotContain("$(cat");
            signIn(third, NEW_PASSWORD);
            assertThat(terminal(third, NEW_PASSWORD, "show version\n"))
                    .doesNotContain("The host key of")
                    .contains("core-sw-1>show version");

            running = third.everything();
            third.stop();
            TryOutProcess.awaitEnd(running);
        }
    }

    @Test
    @DisplayName("Root without `unshare` is told in one sentence to be another user")
    void rootWithoutUserNamespacesIsToldWhatToDo() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "only root needs unshare");
        Path programs = Files.createDirectories(here.resolve("programs"));
        Path unshare = Files.writeString(programs.resolve("unshare"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> poorer = new HashMap<>(environment);
        poorer.put("PATH", programs + ":" + System.getenv("PATH"));

        try (TryOutProcess refused = TryOutProcess.start(here, poorer)) {
            assertThat(refused.awaitExit()).isOne();
            assertThat(refused.line("PostgreSQL refuses to be run by root"))
                    .contains("`unshare -U`")
                    .endsWith("run this as another user.");
        }
        assertThat(here.resolve(FOLDER).resolve("postgres")).doesNotExist();
    }

    private String address() {
        return "https://localhost:" + environment.get("API_PORT");
    }

    /** @param password what the user puts in place of the placeholder */
    private void signIn(TryOutProcess tryOut, String password) throws Exception {
        String command = "curl " + tryOut.line("curl ").replace("YOUR-PASSWORD", password);
        if (isInstalled("curl")) {
            assertThat(run(command, "")).contains("\"access_token\"");
        }
    }

    private String terminal(TryOutProcess tryOut, String password, String input) throws Exception {
        String start = "NETSTACKS_PASSWORD=";
        return run(start + tryOut.line(start).replace("YOUR-PASSWORD", password), input);
    }

    private static String line(TryOutProcess tryOut, String start) {
        return start + tryOut.line(start);
    }

    /** The simulated device's id: a device that was added anew would have another. */
    private String device(String password) throws Exception {
        try (ControllerApi api = administrator(password)) {
            return api.get("/api/devices/browse")
                    .orFail("Listing")
                    .at("/items/0/id")
                    .asString();
        }
    }

    private void changePassword(String password) throws Exception {
        try (ControllerApi api = administrator(password)) {
            api.put("/api/auth/me/password", Map.of("current_password", password, "new_password", NEW_PASSWORD))
                    .orFail("Changing the password");
        }
    }

    private ControllerApi administrator(String password) throws IOException, InterruptedException {
        ControllerApi api = ControllerApi.trusting(
                URI.create(address()), Files.readString(here.resolve(FOLDER).resolve("ca.pem")));
        api.signInWith(api.post("/api/auth/login", Map.of("username", "admin", "password", password))
                .orFail("Signing in")
                .path("access_token")
                .asString());
        return api;
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** As a user does, in a shell where they started it; returns what it printed. */
    private String run(String command, String input) throws IOException, InterruptedException {
        Path output = here.resolve("output");
        Process shell = new ProcessBuilder("sh", "-c", command)
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectInput(Files.writeString(here.resolve("input"), input).toFile())
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean hasEnded = shell.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS);
            assertThat(hasEnded)
                    .as("%s ended; it said %s", command, Files.readString(output))
                    .isTrue();
            assertThat(shell.exitValue())
                    .as("%s said %s", command, Files.readString(output))
                    .isZero();
            return Files.readString(output);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
