package io.netstacks.controller.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TerminalSessionTest {

    private static final int SCROLLBACK = 256 * 1024;
    private static final Duration ORPHAN_TIMEOUT = Duration.ofSeconds(300);
    private static final SessionLimits LIMITS =
            new SessionLimits(SCROLLBACK, 128 * 1024, 512 * 1024, 1024 * 1024, 64 * 1024, ORPHAN_TIMEOUT);
    private static final String RESET = "\u001bc\u001b[3J";

    private final ManualLoop loop = new ManualLoop();
    private final FakeLink link = new FakeLink();
    private final FakeRecorder recorder = new FakeRecorder();
    private final List<SessionEnd> ends = new ArrayList<>();
    private final TerminalSession session =
            new TerminalSession(SessionId.random(), LIMITS, loop, (id, end, bytes) -> ends.add(end), loop::nanoTime);

    @BeforeEach
    void start() {
        session.start(link, recorder);
        loop.run();
    }

    @Test
    void everyByteReachesClientAndRecorderOnceAndInOrder() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        StringBuilder all = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            String piece = "line " + i + " ä€😀".repeat(random.nextInt(5)) + "\r\n";
            all.append(piece);
            show(piece);
            loop.advance(Duration.ofMillis(random.nextInt(30)));
        }
        assertThat(client.text()).isEqualTo(all.toString());
        assertThat(recorder.text()).isEqualTo(all.toString());
    }

    @Test
    void outputBeforeTheFirstClientIsShownToItWithoutAReset() {
        show("banner\r\n");
        FakeClient client = new FakeClient();
        client.attachTo(session);
        assertThat(client.events).startsWith("attached");
        assertThat(client.text()).isEqualTo("banner\r\n");
    }

    @Test
    void whatAClientTypesAsSoonAsItIsToldReachesTheDevice() {
        FakeClient client = new FakeClient();
        client.typesAtOnce = "show version";
        client.attachTo(session);
        assertThat(link.input()).isEqualTo("show version");
    }

    @Test
    @DisplayName("contract rule 4: a replay of a full scrollback begins with a whole line and splits no character")
    void aFullScrollbackIsReplayedFromAWholeLine() {
        FakeClient first = new FakeClient();
        first.acknowledgesAtOnce = true;
        first.attachTo(session);
        String line = "€".repeat(30) + "\u001b[31m\r\n";
        while (recorder.recorded.size() < 2 * SCROLLBACK) {
            show(line);
        }
        first.attachment.detach();
        show(line);
        loop.run();
        FakeClient second = new FakeClient();
        second.attachTo(session);
        FakeClient third = new FakeClient();
        third.attachTo(session);
        assertThat(third.text()).startsWith(RESET + line).endsWith(line).doesNotContain("\uFFFD");
        assertThat(third.text().substring(RESET.length()).replace(line, "")).isEmpty();
        assertThat(third.pieces).allSatisfy(piece -> assertThat(piece.length).isLessThanOrEqualTo(32 * 1024 + 3));
    }

    @Test
    @DisplayName("contract rule 4: a character that arrives in two pieces is sent in one")
    void aCharacterIsNotSplit() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);
        show(new byte[] {'a', euro[0]});
        show(new byte[] {euro[1]});
        assertThat(client.text()).isEqualTo("a");
        show(new byte[] {euro[2], 'b'});
        assertThat(client.pieces.getLast()).isEqualTo("€b".getBytes(StandardCharsets.UTF_8));
        loop.advance(Duration.ofSeconds(1));
        assertThat(client.text()).isEqualTo("a€b");
    }

    @Test
    void anUnfinishedCharacterIsSentAfterTwentyMillisecondsAtMost() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        show(new byte[] {(byte) 0xF0});
        loop.advance(Duration.ofMillis(15));
        show(new byte[] {(byte) 0x9F});
        loop.advance(Duration.ofMillis(4));
        assertThat(client.bytes()).isEmpty();
        loop.advance(Duration.ofMillis(1));
        assertThat(client.bytes()).containsExactly(0xF0, 0x9F);
    }

    @Test
    void aBurstIsAcknowledgedOnceAtItsEndAndAFloodEverySixtyFourKibibytes() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        show("a");
        show("b");
        assertThat(client.asked).isEmpty();
        loop.advance(Duration.ofMillis(20));
        assertThat(client.asked).containsExactly(2L);
        show("x".repeat(64 * 1024));
        assertThat(client.asked).containsExactly(2L, 2L + 64 * 1024);
        loop.advance(Duration.ofSeconds(1));
        assertThat(client.asked).hasSize(2);
    }

    @Test
    void aClientThatHasEverythingGoesOnWhereItWas() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        show("before ");
        loop.advance(Duration.ofMillis(20));
        first.acknowledgeAll();
        first.attachment.detach();
        loop.run();
        show("while away ");
        FakeClient second = new FakeClient();
        second.attachTo(session);
        show("after");
        assertThat(second.text()).isEqualTo("while away after");
    }

    @Test
    void aClientThatMayHaveLostSomethingGetsAResetAndEverythingAgain() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        show("one ");
        loop.advance(Duration.ofMillis(20));
        first.acknowledgeAll();
        show("two ");
        first.attachment.detach();
        loop.run();
        show("three ");
        FakeClient second = new FakeClient();
        second.attachTo(session);
        assertThat(second.text()).isEqualTo(RESET + "one two three ");
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsIgnored() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        show("secret");
        first.attachment.acknowledged(Long.MAX_VALUE);
        first.attachment.acknowledged(-5);
        first.attachment.detach();
        FakeClient second = new FakeClient();
        second.attachTo(session);
        assertThat(second.text()).isEqualTo(RESET + "secret");
    }

    @Test
    void aClientThatMissedMoreThanTheScrollbackGetsWhatIsLeft() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        first.attachment.detach();
        loop.run();
        String line = "0123456789abcde\n";
        for (int i = 0; i < SCROLLBACK / line.length() + 100; i++) {
            show(line);
            session.stored(Long.MAX_VALUE / 2);
        }
        FakeClient second = new FakeClient();
        second.attachTo(session);
        // Whether the oldest line that is kept has lost its beginning, nobody knows any more.
        assertThat(second.text()).isEqualTo(RESET + line.repeat(SCROLLBACK / line.length() - 1));
    }

    @Test
    void aReplayHoldsNoTerminalQueriesAndLiveOutputDoes() {
        show("\u001b[c\u001b[6nold");
        FakeClient client = new FakeClient();
        client.attachTo(session);
        show("\u001b[6nnew");
        assertThat(client.text()).isEqualTo("old\u001b[6nnew");
    }

    @Test
    void aQueryThatIsCutByTheEndOfAReplayIsTakenOutWhole() {
        show("old\u001b[");
        FakeClient client = new FakeClient();
        client.attachTo(session);
        show("6nnew\u001b[6n");
        assertThat(client.text()).isEqualTo("oldnew\u001b[6n");
    }

    @Test
    void aNewClientReplacesTheOldOne() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        FakeClient second = new FakeClient();
        second.attachTo(session);
        show("x");
        first.attachment.input("lost".getBytes(StandardCharsets.US_ASCII));
        first.attachment.detach();
        second.attachment.input("kept".getBytes(StandardCharsets.US_ASCII));
        loop.advance(ORPHAN_TIMEOUT.multipliedBy(2));
        assertThat(first.events).containsExactly("attached", "replaced");
        assertThat(first.text()).isEmpty();
        assertThat(second.text()).isEqualTo("x");
        assertThat(link.input()).isEqualTo("kept");
        assertThat(ends).isEmpty();
    }

    @Test
    @DisplayName("C013 a session without a client lives until the orphan timeout, and not longer")
    void theOrphanTimeout() {
        FakeClient first = new FakeClient();
        first.attachTo(session);
        loop.advance(ORPHAN_TIMEOUT.multipliedBy(2));
        first.attachment.detach();
        loop.advance(ORPHAN_TIMEOUT.minusSeconds(1));
        FakeClient second = new FakeClient();
        second.attachTo(session);
        assertThat(second.events).containsExactly("attached");
        second.attachment.detach();
        loop.advance(ORPHAN_TIMEOUT.plusSeconds(1));
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.cause())
                .isEqualTo(SessionEnd.Cause.ORPHANED));
        assertThat(link.closed).isTrue();
        assertThat(recorder.ended).isTrue();
        FakeClient third = new FakeClient();
        third.attachTo(session);
        assertThat(third.events).containsExactly("attached", "ended ORPHANED");
    }

    @Test
    void aSessionThatNobodyEverLookedAtEndsToo() {
        loop.advance(ORPHAN_TIMEOUT.plusSeconds(1));
        assertThat(ends).hasSize(1);
        assertThat(loop.pendingTimers()).isZero();
    }

    @Test
    void theDeviceIsPausedByAClientThatDoesNotAcknowledgeAndInputStillPasses() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        long before = flood();
        assertThat(link.granted - link.sent).isZero();
        assertThat(before).isBetween((long) LIMITS.clientWindow(), 2L * LIMITS.clientWindow());
        client.attachment.input(new byte[] {3});
        loop.run();
        assertThat(link.input()).isEqualTo("\u0003");
        client.acknowledgeAll();
        loop.run();
        assertThat(link.granted - link.sent).isPositive();
    }

    @Test
    void aClientThatIsQuickIsLetHaveMoreOnItsWay() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        takeQuickly(client);
        long before = link.sent;
        flood();
        assertThat(link.sent - before)
                .isBetween(LIMITS.largestClientWindow() * 3L / 4, (long) LIMITS.largestClientWindow());
    }

    @Test
    void whatAQuickClientHadNotAcknowledgedWhenItsConnectionBrokeIsShownAgainThoughItIsMoreThanTheScrollback() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        takeQuickly(client);
        long seen = recorder.recorded.size();
        flood();
        client.attachment.detach();
        byte[] all = recorder.recorded.toByteArray();
        byte[] unseen = Arrays.copyOfRange(all, (int) seen, all.length);
        assertThat(unseen.length).isGreaterThan(SCROLLBACK);
        FakeClient second = new FakeClient();
        second.attachTo(session);
        assertThat(second.text()).startsWith(RESET).endsWith(new String(unseen, StandardCharsets.UTF_8));
    }

    @Test
    void theDeviceIsPausedByARecorderThatCannotFollow() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        session.stored(0);
        client.acknowledgesAtOnce = true;
        flood();
        assertThat(link.sent).isLessThanOrEqualTo(LIMITS.recorderWindow()).isGreaterThan(LIMITS.recorderWindow() / 2);
        session.stored(link.sent);
        loop.run();
        assertThat(link.granted - link.sent).isPositive();
    }

    @Test
    void aSessionWithoutAClientRunsOn() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        flood();
        client.attachment.detach();
        loop.run();
        assertThat(link.granted - link.sent).isPositive();
    }

    @Test
    void inputThatTheDeviceDoesNotTakeIsRefusedWithAWordAboutIt() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        byte[] paste = new byte[40 * 1024];
        client.attachment.input(paste);
        client.attachment.input(paste);
        loop.run();
        assertThat(link.inputBytes.size()).isEqualTo(paste.length);
        assertThat(client.events.getLast())
                .contains("40960 bytes were not sent")
                .doesNotContainIgnoringCase("auth");
        session.deviceEvent(new DeviceEvent.InputTaken(paste.length));
        client.attachment.input(paste);
        loop.run();
        assertThat(link.inputBytes.size()).isEqualTo(2 * paste.length);
    }

    @Test
    void theEndOfTheShellReachesEverybodyOnceAfterTheLastByte() {
        FakeClient client = new FakeClient();
        client.attachTo(session);
        show(new byte[] {'o', 'k', (byte) 0xE2});
        session.deviceEvent(new DeviceEvent.Ended("closed", 3));
        session.deviceEvent(new DeviceEvent.Ended("closed", 3));
        session.close("by administrator");
        loop.advance(Duration.ofHours(1));
        assertThat(client.bytes()).containsExactly('o', 'k', 0xE2);
        assertThat(client.events).endsWith("ended DEVICE");
        assertThat(ends).singleElement().satisfies(end -> assertThat(end.exitStatus())
                .isEqualTo(3));
        assertThat(recorder.ended).isTrue();
        assertThat(loop.pendingTimers()).isZero();
    }

    @Test
    void nothingFlowsBeforeThereIsAClient() {
        assertThat(link.granted).isZero();
        new FakeClient().attachTo(session);
        assertThat(link.granted).isPositive();
    }

    @Test
    void aClientThatComesAfterTheEndStillReadsTheLastWords() {
        show("maintenance\r\n");
        session.deviceEvent(new DeviceEvent.Ended("closed", 1));
        FakeClient client = new FakeClient();
        client.attachTo(session);
        assertThat(client.text()).isEqualTo("maintenance\r\n");
        assertThat(client.events).containsExactly("attached", "ended DEVICE");
        assertThat(loop.pendingTimers()).isZero();
    }

    @Test
    void aResumeCarriesTheNewSizeAndAFirstConnectDoesNotChangeIt() {
        session.attach(new FakeClient(), null);
        loop.run();
        assertThat(link.sizes).isEmpty();
        session.attach(new FakeClient(), new TerminalSize(132, 43));
        loop.run();
        assertThat(link.sizes).containsExactly(new TerminalSize(132, 43));
        assertThat(recorder.sizes).containsExactly(new TerminalSize(132, 43));
    }

    @Test
    void aLinkThatComesAfterTheEndIsClosed() {
        TerminalSession late = new TerminalSession(SessionId.random(), LIMITS, loop, (id, end, bytes) -> {});
        late.close("gone");
        FakeLink lateLink = new FakeLink();
        FakeRecorder lateRecorder = new FakeRecorder();
        late.start(lateLink, lateRecorder);
        loop.run();
        assertThat(lateLink.closed).isTrue();
        assertThat(lateRecorder.ended).isTrue();
    }

    private void show(String text) {
        show(text.getBytes(StandardCharsets.UTF_8));
    }

    private void show(byte[] bytes) {
        session.deviceEvent(new DeviceEvent.Output(link.sent, bytes));
        link.sent += bytes.length;
        loop.run();
    }

    /** Sends as long as there is credit; returns how much. */
    private void takeQuickly(FakeClient client) {
        for (int i = 0; i < 4; i++) {
            flood();
            session.stored(link.sent);
            client.acknowledgeAll();
        }
    }

    private long flood() {
        long before = link.sent;
        int rounds = 0;
        while (link.granted > link.sent && rounds++ < 10_000) {
            show(new byte[(int) Math.min(16 * 1024, link.granted - link.sent)]);
        }
        return link.sent - before;
    }

    private static final class FakeLink implements DeviceLink {
        private long granted;
        private long sent;
        private boolean closed;
        private final ByteArrayOutputStream inputBytes = new ByteArrayOutputStream();
        private final List<TerminalSize> sizes = new ArrayList<>();

        private String input() {
            return inputBytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void grant(long bytes) {
            granted += bytes;
        }

        @Override
        public void write(byte[] input) {
            inputBytes.writeBytes(input);
        }

        @Override
        public void resize(TerminalSize size) {
            sizes.add(size);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class FakeRecorder implements SessionRecorder {
        private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
        private final List<TerminalSize> sizes = new ArrayList<>();
        private boolean ended;

        private String text() {
            return recorded.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void output(long offset, byte[] bytes) {
            assertThat(offset).isEqualTo(recorded.size());
            recorded.writeBytes(bytes);
        }

        @Override
        public void input(byte[] bytes) {}

        @Override
        public void resize(TerminalSize size) {
            sizes.add(size);
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private final class FakeClient implements TerminalClient {
        private final List<String> events = new ArrayList<>();
        private final List<byte[]> pieces = new ArrayList<>();
        private final List<Long> asked = new ArrayList<>();
        private boolean acknowledgesAtOnce;
        private String typesAtOnce;
        private Attachment attachment;

        private void attachTo(TerminalSession target) {
            attachment = target.attach(this, null);
            loop.run();
        }

        private void acknowledgeAll() {
            loop.advance(Duration.ofMillis(20));
            attachment.acknowledged(asked.getLast());
            loop.run();
        }

        private int[] bytes() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            pieces.forEach(all::writeBytes);
            byte[] array = all.toByteArray();
            int[] values = new int[array.length];
            for (int i = 0; i < array.length; i++) {
                values[i] = array[i] & 0xFF;
            }
            return values;
        }

        /** Each piece decoded on its own, as the terminal client does. */
        private String text() {
            StringBuilder text = new StringBuilder();
            pieces.forEach(piece -> text.append(new String(piece, StandardCharsets.UTF_8)));
            return text.toString();
        }

        @Override
        public void attached(Attachment yours) {
            events.add("attached");
            if (typesAtOnce != null) {
                yours.input(typesAtOnce.getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void output(byte[] bytes) {
            pieces.add(bytes);
        }

        @Override
        public void acknowledge(long offset) {
            asked.add(offset);
            if (acknowledgesAtOnce) {
                attachment.acknowledged(offset);
            }
        }

        @Override
        public void problem(String text) {
            events.add(text);
        }

        @Override
        public void replaced() {
            events.add("replaced");
        }

        @Override
        public void ended(SessionEnd end) {
            events.add("ended " + end.cause());
        }
    }
}
