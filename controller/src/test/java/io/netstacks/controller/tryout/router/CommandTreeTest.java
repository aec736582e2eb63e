package io.netstacks.controller.tryout.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.tryout.router.CommandTree.Meaning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTreeTest {

    private final CommandTree<String> tree = new CommandTree<String>(Map.of("show", "Show things"))
            .with("show version", "version")
            .with("show interfaces", "interfaces")
            .with("show interfaces WORD", "one interface")
            .with("show ip interface brief", "brief")
            .with("write", "write")
            .with("write memory", "write")
            .with("terminal length <0-512>", "length")
            .with("description LINE", "description");

    @ParameterizedTest
    @CsvSource({
        "show version, version",
        "sh ver, version",
        "SH VER, version",
        "  sh   int  , interfaces",
        "sh ip int br, brief",
        "wr, write",
        "wr mem, write"
    })
    void anAbbreviationStandsForTheOneCommandThatItBegins(String line, String action) {
        assertThat(tree.understand(line)).isEqualTo(new Meaning.Run<>(action, List.of()));
    }

    @Test
    void argumentsAreTakenAsTyped() {
        assertThat(tree.understand("sh int Gi0/1")).isEqualTo(new Meaning.Run<>("one interface", List.of("Gi0/1")));
        assertThat(tree.understand("term len 0")).isEqualTo(new Meaning.Run<>("length", List.of("0")));
        assertThat(tree.understand("desc  To the  core "))
                .isEqualTo(new Meaning.Run<>("description", List.of("To the  core")));
    }

    @Test
    void whatCannotBeUnderstoodIsSaidPrecisely() {
        assertThat(tree.understand("   ")).isEqualTo(new Meaning.Empty<>());
        assertThat(tree.understand("sh")).isEqualTo(new Meaning.Incomplete<>());
        assertThat(tree.understand("sh i")).isEqualTo(new Meaning.Ambiguous<>("sh i"));
        assertThat(tree.understand("show vlan")).isEqualTo(new Meaning.Invalid<>(5));
        assertThat(tree.understand("show version now")).isEqualTo(new Meaning.Invalid<>(13));
        assertThat(tree.understand("desc")).isEqualTo(new Meaning.Incomplete<>());
    }

    @Test
    void helpListsWhatMayComeNext() {
        assertThat(tree.helpFor("")).containsOnlyKeys("show", "write", "terminal", "description");
        assertThat(tree.helpFor("")).containsEntry("show", "Show things");
        assertThat(tree.helpFor("show i")).containsOnlyKeys("interfaces", "ip");
        assertThat(tree.helpFor("show interfaces ")).containsOnlyKeys("WORD", "<cr>");
        assertThat(tree.helpFor("terminal length ")).containsOnlyKeys("<0-512>");
        assertThat(tree.helpFor("nonsense ")).isEmpty();
    }

    @Test
    void theTabulatorCompletesWhatIsUnambiguous() {
        assertThat(tree.completion("sho")).isEqualTo("w ");
        assertThat(tree.completion("sh ver")).isEqualTo("sion ");
        assertThat(tree.completion("sh i")).isEmpty();
        assertThat(tree.completion("show ")).isEmpty();
        assertThat(tree.completion("sh int Gi")).isEmpty();
    }
}
