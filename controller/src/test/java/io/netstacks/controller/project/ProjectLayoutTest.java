package io.netstacks.controller.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProjectLayoutTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    @DisplayName("A001 the repository has its seven entries and the parent builds the three modules")
    void theRepositoryHasItsSevenEntriesAndTheParentBuildsTheThreeModules() throws IOException {
        assertThat(ROOT.resolve("pom.xml")).isRegularFile();
        assertThat(ROOT).satisfies(root -> {
            for (String folder : new String[] {"operator", "controller", "crds", "charts", "examples", "docs"}) {
                assertThat(root.resolve(folder)).isDirectory().isNotEmptyDirectory();
            }
        });
        assertThat(Pattern.compile("<module>(.*?)</module>")
                        .matcher(Files.readString(ROOT.resolve("pom.xml")))
                        .results()
                        .map(module -> module.group(1)))
                .containsExactlyInAnyOrder("crds", "operator", "controller");
    }

    @Test
    void theCommandThatCiRunsIsTheOneInTheReadme() throws IOException {
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("exec ./mvnw verify\n");
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains("\n./mvnw verify\n");
    }
}
