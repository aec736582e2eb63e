package io.netstacks.controller.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.device.DeviceLogin.PasswordLogin;
import io.netstacks.controller.terminal.DeviceEvent;
import io.netstacks.controller.terminal.DeviceEvent.Output;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.testing.MisbehavingDevice;
import io.netstacks.controller.testing.OpenSshDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Credit, pauses and bytes. */
class DeviceFlowIT {

    private static final int MEBIBYTE = 1 << 20;

    private static OpenSshDevice device;
    private static DeviceTestbed bed;

    @BeforeAll
    static void start() {
        device = OpenSshDevice.start();
        bed = new DeviceTestbed().trusting(device);
    }

    @AfterAll
    static void stop() {
        bed.close();
        device.close();
    }

    private static LinkProbe openedWithoutGrants(OpenSshDevice device) {
        LinkProbe probe = LinkProbe.withoutGrants();
        return bed.connector
                .open(bed.byKey(device), DeviceTestbed.AT_ONCE, probe)
                .map(probe::attach)
                .block(DeviceTestbed.LIMIT);
    }

    /** Waits until nothing has come for half a second. */
    private static long settled(LinkProbe probe) {
        long[] last = {-1};
        Awaitility.await("output has stopped")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    boolean same = last[0] == probe.received();
                    last[0] = probe.received();
                    return same;
                });
        return last[0];
    }

    @Test
    void noOutputComesBeforeTheFirstGrant() {
        LinkProbe shell = openedWithoutGrants(device);
        shell.type("echo ready\n");

        assertThat(settled(shell)).isZero();

        shell.link().grant(1000);
        shell.awaitText("ready");
        shell.link().close();
        shell.awaitEnd();
    }

    @Test
    void aFloodStopsExactlyWhenTheCreditIsUsedUpAndGoesOnWithMore() {
        LinkProbe shell = openedWithoutGrants(device);
        shell.link().grant(100_000);
        shell.type("yes\n");

        assertThat(settled(shell)).isEqualTo(100_000);

        shell.link().grant(3 * MEBIBYTE);
        assertThat(settled(shell)).isEqualTo(100_000 + 3 * MEBIBYTE);
        shell.link().grant(1);
        assertThat(settled(shell)).isEqualTo(100_000 + 3 * MEBIBYTE + 1);
        shell.link().close();
        shell.awaitEnd();
    }

    @Test
    void creditInSmallPiecesNeverStalls() {
        LinkProbe shell = openedWithoutGrants(device);
        shell.type("yes\n");

        for (int granted = 0; granted < 200_000; granted += 100) {
            shell.link().grant(100);
        }

        assertThat(settled(shell)).isEqualTo(200_000);
        shell.link().close();
    }

    @Test
    void anInterruptReachesTheDeviceWhileItsOutputIsPaused() throws Exception {
        Path mark = device.home().resolve("interrupted");
        LinkProbe shell = openedWithoutGrants(device);
        shell.link().grant(50_000);
        shell.type("trap 'date +%s%N > " + mark + "' INT; yes\n");
        assertThat(settled(shell)).isEqualTo(50_000);

        long typed = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        shell.type("\u0003");

        Awaitility.await("the interrupt")
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(mark) && Files.size(mark) > 10);
        long arrived = Long.parseLong(Files.readString(mark).strip());
        assertThat(Duration.ofNanos(arrived - typed)).isLessThan(Duration.ofMillis(200));
        assertThat(shell.received()).isEqualTo(50_000);
        shell.link().close();
    }

    @Test
    void everyByteOf64MebibytesArrivesOnceAndInOrder() throws Exception {
        everyByteArrives(64 * MEBIBYTE);
    }

    @Test
    void keysAreExchangedAgainUnderAFloodAndEveryByteArrives() throws Exception {
        AtomicInteger exchanges = new AtomicInteger();
        SessionListener counter = new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KeyEstablished) {
                    exchanges.incrementAndGet();
                }
            }
        };
        bed.client.addSessionListener(counter);
        try {
            everyByteArrives(8 * MEBIBYTE, "RekeyLimit 1M");
        } finally {
            bed.client.removeSessionListener(counter);
        }

        // One before the login, and several after it, when the session has forgotten the first.
        assertThat(exchanges).hasValueGreaterThan(3);
    }

    private static void everyByteArrives(int size, String... options) throws Exception {
        Path file = device.home().resolve("random");
        byte[] content = new byte[size];
        new SplittableRandom(7).nextBytes(content);
        Files.write(file, content);
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        try (OpenSshDevice source = OpenSshDevice.withScript("stty raw -echo; cat " + file, options)) {
            bed.trusting(source);
            Digest digest = new Digest(size);
            DeviceLink link = bed.connector
                    .open(bed.byKey(source), DeviceTestbed.AT_ONCE, digest)
                    .block(DeviceTestbed.LIMIT);
            digest.link.complete(link);
            link.grant(300_000);

            assertThat(digest.result.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
        } finally {
            Files.delete(file);
        }
    }

    /** Checks offsets, hashes, and returns credit for what it has taken. */
    private static final class Digest implements Consumer<DeviceEvent> {

        private final CompletableFuture<DeviceLink> link = new CompletableFuture<>();
        private final CompletableFuture<String> result = new CompletableFuture<>();
        private final MessageDigest digest = MessageDigest.getInstance("SHA-256");
        private final long size;
        private long received;

        Digest(long size) throws NoSuchAlgorithmException {
            this.size = size;
        }

        @Override
        public void accept(DeviceEvent event) {
            if (event instanceof Output(long offset, byte[] bytes)) {
                if (offset != received) {
                    result.completeExceptionally(new AssertionError(offset + " after " + received));
                }
                received += bytes.length;
                digest.update(bytes);
                link.join().grant(bytes.length);
                if (received == size) {
                    result.complete(HexFormat.of().formatHex(digest.digest()));
                }
            }
        }
    }

    @Test
    void whatIsTypedArrivesInOrderAndIsAcknowledged() {
        LinkProbe shell = bed.opened(bed.byKey(device));
        shell.type("stty -echo raw; head -c 300000 | sha256sum; exit\n");
        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        byte[] typed = new byte[300_000];
        new SplittableRandom(9).nextBytes(typed);
        long before = shell.inputTaken();

        for (int from = 0; from < typed.length; from += 50_000) {
            shell.link().write(Arrays.copyOfRange(typed, from, from + 50_000));
        }

        String expected = HexFormat.of().formatHex(sha256(typed));
        shell.awaitText(expected);
        shell.awaitEnd();
        assertThat(shell.inputTaken()).isEqualTo(before + typed.length);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aDeviceThatDoesNotReadHoldsUpNobody() {
        KeyPair key = MisbehavingDevice.hostKey();
        try (MisbehavingDevice deaf = MisbehavingDevice.neverReading(key, "deaf\r\n")) {
            bed.knownKeys
                    .store(deaf.host(), deaf.port(), HostKey.of(key.getPublic()), null, bed.admin.id())
                    .block();
            LinkProbe shell = bed.opened(DeviceTestbed.request(
                    bed.engineer, deaf.host(), deaf.port(), new PasswordLogin("engineer", MisbehavingDevice.PASSWORD)));
            shell.awaitText("deaf");

            long begin = System.nanoTime();
            shell.link().write(new byte[8 * MEBIBYTE]);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));

            Awaitility.await().until(() -> shell.inputTaken() > 0);
            LinkProbe other = bed.opened(bed.byKey(device));
            other.type("echo $((40 + 2))\n");
            other.awaitText("42");
            assertThat(shell.inputTaken()).isLessThan(8 * MEBIBYTE);
            other.link().close();
            shell.link().close();
            shell.awaitEnd();
        }
    }

    @Test
    void closingIsPromptWhenTheDeviceHangs() {
        try (OpenSshDevice hanging = OpenSshDevice.start()) {
            bed.trusting(hanging);
            LinkProbe shell = bed.opened(bed.byKey(hanging));
            hanging.pause();

            long begin = System.nanoTime();
            shell.link().close();
            shell.awaitEnd();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(500));
            hanging.resume();
        }
    }

    @Test
    void theEndComesAfterOutputThatHadToWaitForCredit() {
        LinkProbe shell = openedWithoutGrants(device);
        shell.type("printf 'last%s\\n' words; exit 3\n");
        Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(shell.hasEnded()).isFalse();

        shell.link().grant(100_000);

        assertThat(shell.awaitEnd().exitStatus()).isEqualTo(3);
        assertThat(shell.text()).contains("lastwords");
    }
}
