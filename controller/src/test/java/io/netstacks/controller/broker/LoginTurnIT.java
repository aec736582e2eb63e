package io.netstacks.controller.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netstacks.controller.terminal.Frame;
import io.netstacks.controller.testing.ApiClient;
import io.netstacks.controller.testing.MisbehavingDevice;
import io.netstacks.controller.testing.MisbehavingDevice.SlowAnswers;
import io.netstacks.controller.testing.TerminalSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A device whose AAA server takes its time, and people who do not wait (design §8.4). */
class LoginTurnIT {

    private static final String PAUSE = "The last login to this device failed. Wait";

    private static TerminalScene scene;
    private static int users;

    private final SlowAnswers answers = new SlowAnswers();
    private MisbehavingDevice slow;
    private ApiClient anna;
    private UUID device;
    private UUID password;

    @BeforeAll
    static void start() {
        scene = new TerminalScene(Map.of());
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @BeforeEach
    void aDevice() {
        slow = MisbehavingDevice.hesitating(MisbehavingDevice.hostKey(), answers);
        anna = scene.user("anna" + ++users, "operator");
        device = scene.device("slow-" + users, slow.host(), slow.port());
        password = scene.password(anna, "engineer", MisbehavingDevice.PASSWORD);
    }

    @AfterEach
    void nothingIsLeft() {
        answers.say(false);
        slow.close();
        await().until(() -> scene.controller.bean(LoginTurns.class).isIdle());
    }

    private TerminalSocket tab() {
        return scene.connect(anna, device, password, "");
    }

    /** A terminal on the device, whose host key nobody has to be asked about any more. */
    private TerminalSocket firstTerminal() {
        answers.say(true);
        TerminalSocket terminal = scene.open(anna, device, password);
        terminal.awaitSession();
        return terminal;
    }

    private void awaitConnected(int connections) {
        await().until(() -> answers.connected() == connections);
    }

    @Test
    void fiveTabsOpenAndTheDeviceSeesOneLoginAtATime() {
        try (TerminalSocket first = firstTerminal()) {
            List<TerminalSocket> tabs = Stream.generate(this::tab).limit(5).toList();
            awaitConnected(6);
            for (int i = 0; i < 5; i++) {
                answers.say(true);
            }
            tabs.forEach(tab -> tab.awaitText("welcome"));
            assertThat(answers.mostAtOnce()).isEqualTo(1);
            assertThat(answers.asked()).isEqualTo(6);
            tabs.forEach(TerminalSocket::close);
        }
    }

    @Test
    @DisplayName(
            "design 8.4: a wrong password is sent once, however many tabs wait, and however the device is named next")
    void theFirstFailureRefusesThoseThatWait() {
        try (TerminalSocket first = firstTerminal()) {
            List<TerminalSocket> tabs = Stream.generate(this::tab).limit(3).toList();
            awaitConnected(4);
            await().until(() -> answers.asked() == 2);

            answers.say(false);

            List<String> errors = tabs.stream().map(TerminalSocket::awaitError).toList();
            assertThat(errors)
                    .filteredOn(e -> e.startsWith("Authentication failed"))
                    .hasSize(1);
            assertThat(errors).filteredOn(e -> e.startsWith(PAUSE)).hasSize(2);
            assertThat(errors.stream().filter(e -> e.startsWith(PAUSE)))
                    .allSatisfy(e -> assertThat(e).doesNotContainIgnoringCase("auth"));
            assertThat(answers.asked()).isEqualTo(2);
            try (TerminalSocket bare = scene.connectRaw("credential_id=" + password + "&host=::ffff:127.0.0.1&port="
                    + slow.port() + "&token=" + anna.token())) {
                assertThat(bare.awaitError()).startsWith(PAUSE);
            }
            tabs.forEach(TerminalSocket::close);
        }
    }

    @Test
    @DisplayName("design 8.4: leaving before a slow AAA server has refused does not dodge the pause")
    void whoLeavesDuringTheLoginHasFailed() {
        try (TerminalSocket first = firstTerminal()) {
            TerminalSocket hasty = tab();
            await().until(() -> answers.asked() == 2);
            hasty.drop();
            try (TerminalSocket again = tab()) {
                assertThat(again.awaitError()).startsWith(PAUSE);
                assertThat(answers.asked()).isEqualTo(2);
            }
        }
    }

    @Test
    void whoLeavesAtTheHostKeyPromptOrInTheLineHasNotFailed() {
        TerminalSocket undecided = tab();
        await().until(() ->
                !anna.get("/api/host-keys/prompts").json().at("/prompts").isEmpty());
        undecided.drop();
        try (TerminalSocket first = firstTerminal()) {
            try (TerminalSocket slowOne = tab()) {
                await().until(() -> answers.asked() == 2);
                TerminalSocket waiting = tab();
                awaitConnected(3);
                waiting.drop();
                awaitConnected(2);
                answers.say(true);
                slowOne.awaitText("welcome");
            }
            answers.say(true);
            try (TerminalSocket last = tab()) {
                last.awaitText("welcome");
                assertThat(last.count(Frame.Error.class)).isZero();
            }
        }
    }

    @Test
    void aPromptForAHostKeyHoldsNobodysTurn() {
        try (TerminalSocket atThePrompt = tab()) {
            await().until(() ->
                    !anna.get("/api/host-keys/prompts").json().at("/prompts").isEmpty());
            assertThat(scene.controller.bean(LoginTurns.class).isIdle()).isTrue();
        }
    }
}
