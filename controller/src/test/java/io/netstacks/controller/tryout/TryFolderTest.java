package io.netstacks.controller.tryout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryFolderTest {

    private static final Duration NOT_LONG = Duration.ofMillis(200);

    @TempDir
    Path temporary;

    @Test
    void aSecretIsMadeOnceAndReadableByItsOwnerOnly() throws Exception {
        String made;
        try (TryFolder folder = open()) {
            made = folder.secret("key", () -> "canary-1");
            assertThat(folder.secret("key", () -> "canary-2")).isEqualTo(made);
            assertThat(permissions(folder.resolve("key"))).isEqualTo("rw-------");
            assertThat(permissions(folder.resolve(""))).isEqualTo("rwx------");
        }
        try (TryFolder again = open()) {
            assertThat(again.kept("key")).contains(made);
            assertThat(again.kept("other")).isEmpty();
        }
    }

    @Test
    void aSecondStartSaysWhoHasTheFolder() throws Exception {
        List<String> notices = new ArrayList<>();
        try (TryFolder _ = open()) {
            assertThatThrownBy(() -> TryFolder.open(temporary.resolve("a folder"), NOT_LONG, notices::add))
                    .isInstanceOf(TryOutException.class)
                    .hasMessageContaining("already running")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
        }
        assertThat(notices).hasSize(1);
    }

    @Test
    void aStartWaitsForOneThatIsJustStopping() throws Exception {
        TryFolder stopping = open();

        TryFolder next = TryFolder.open(temporary.resolve("a folder"), Duration.ofSeconds(20), notice -> {
            try {
                stopping.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        next.close();
    }

    @Test
    void theAdministratorsPasswordIsFoundInTheControllersLine() {
        assertThat(ControllerLog.adminPassword("Admin password: canary0123456789"))
                .contains("canary0123456789");
        assertThat(ControllerLog.adminPassword("Created default admin user")).isEmpty();
    }

    private TryFolder open() throws Exception {
        return TryFolder.open(temporary.resolve("a folder"), NOT_LONG, notice -> {});
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
