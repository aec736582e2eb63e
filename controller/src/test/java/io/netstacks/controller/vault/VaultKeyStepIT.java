package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.startup.StartRefusedException;
import io.netstacks.controller.testing.TestDatabase;
import io.netstacks.controller.testing.TestPool;
import io.netstacks.controller.vault.UnreadableSecretException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class VaultKeyStepIT {

    private static final String KEY = "a1".repeat(32);
    private static final String OTHER_KEY = "b2".repeat(32);
    private static final SecretPlace PLACE = new SecretPlace("credential", "1", "secret");
    private static final byte[] SECRET = "canary-secret".getBytes(StandardCharsets.UTF_8);

    private final TestDatabase database = TestDatabase.migrated();
    private final TestPool pool = new TestPool(database);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    @DisplayName("H007 two instances with one master key read each other's secrets, also after a restart")
    void instancesShareTheDataKey() {
        Vault first = start(KEY, false);
        Vault second = start(KEY, false);
        assertThat(second.open(first.seal(SECRET, PLACE), PLACE)).isEqualTo(SECRET);
    }

    @Test
    @DisplayName("E002 eight instances that start at once on an empty database agree on one data key")
    void oneDataKeyWinsTheRace() throws Exception {
        List<Callable<Vault>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(() -> start(KEY, false));
        }
        Set<Object> currentKeys;
        try (ExecutorService instances = Executors.newFixedThreadPool(8)) {
            currentKeys = instances.invokeAll(starts).stream()
                    .map(Future::resultNow)
                    .map(vault -> vault.keyring().current())
                    .collect(Collectors.toSet());
        }
        assertThat(currentKeys).hasSize(1);
        assertThat(count("vault_key")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "H007 J013 another master key is refused in words that name the cause, the setting and the remedy; nothing is written")
    void anotherMasterKeyIsRefused() throws Exception {
        start(KEY, false);
        assertThatThrownBy(() -> start(OTHER_KEY, false))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("cipher: message authentication failed")
                .hasMessageContaining("VAULT_MASTER_KEY differs from the one this database was encrypted with")
                .hasMessageContaining("Set VAULT_MASTER_KEY to the original key")
                .hasMessageNotContaining(KEY)
                .hasMessageNotContaining(OTHER_KEY);
        assertThat(count("vault_key")).isEqualTo(1);
        start(KEY, false);
    }

    @Test
    @DisplayName("H007 an altered data key stops the start and names the table")
    void anAlteredDataKeyIsRefused() throws Exception {
        start(KEY, false);
        database.execute("update vault_key set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)");
        assertThatThrownBy(() -> start(KEY, false))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("cipher: message authentication failed")
                .hasMessageContaining("vault_key");
    }

    @Test
    @DisplayName(
            "F010 with the restore setting another master key starts; older secrets say why they are unreadable, new ones work")
    void restoreWithAnotherKeyStarts() throws Exception {
        byte[] old = start(KEY, false).seal(SECRET, PLACE);

        Vault restored = start(OTHER_KEY, true);
        assertThatThrownBy(() -> restored.open(old, PLACE))
                .isInstanceOfSatisfying(UnreadableSecretException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.KEY_LOST))
                .hasMessageContaining("cipher: message authentication failed");
        byte[] fresh = restored.seal(SECRET, PLACE);

        assertThat(start(OTHER_KEY, false).open(fresh, PLACE))
                .as("without the setting")
                .isEqualTo(SECRET);
        assertThat(start(OTHER_KEY, true).open(fresh, PLACE))
                .as("setting left on")
                .isEqualTo(SECRET);
        assertThat(count("vault_key")).isEqualTo(2);
    }

    @Test
    @DisplayName("F010 the restore setting with the original key reads the old secrets again")
    void theOriginalKeyComesBack() throws Exception {
        Vault original = start(KEY, false);
        byte[] old = original.seal(SECRET, PLACE);
        assertThat(secrets(original).putIfAbsent("ca", SECRET).block()).isEqualTo(SECRET);

        Vault restored = start(OTHER_KEY, true);
        assertThat(secrets(restored).find("ca").blockOptional()).isEmpty();
        byte[] replacement = "canary-replacement".getBytes(StandardCharsets.UTF_8);
        assertThat(secrets(restored).putIfAbsent("ca", replacement).block()).isEqualTo(replacement);

        Vault back = start(KEY, true);
        assertThat(back.open(old, PLACE)).isEqualTo(SECRET);
        assertThat(secrets(back).find("ca").block()).isEqualTo(SECRET);
        assertThat(count("vault_key")).isEqualTo(2);
    }

    @Test
    @DisplayName("of many that put one of the controller's own secrets at once all get the same one")
    void putIfAbsentHasOneWinner() throws Exception {
        Vault vault = start(KEY, false);
        VaultSecrets secrets = secrets(vault);
        List<String> answers = Flux.range(0, 20)
                .flatMap(i -> Mono.defer(
                        () -> secrets.putIfAbsent("ssh-host-key", ("canary-" + i).getBytes(StandardCharsets.UTF_8))))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .collectList()
                .block();
        assertThat(answers).hasSize(20);
        assertThat(Set.copyOf(answers)).hasSize(1);
        assertThat(count("vault_secret")).isEqualTo(1);
        assertThat(secrets.find("unknown").blockOptional()).isEmpty();
    }

    @Test
    @DisplayName("E002 the controller's own secrets cannot be swapped in the database")
    void swappedSecretsAreRefused() throws Exception {
        VaultSecrets secrets = secrets(start(KEY, false));
        secrets.putIfAbsent("a", "canary-a".getBytes(StandardCharsets.UTF_8)).block();
        secrets.putIfAbsent("b", "canary-b".getBytes(StandardCharsets.UTF_8)).block();
        database.execute(
                "update vault_secret set sealed = (select sealed from vault_secret where name = 'b') where name = 'a'");
        assertThatThrownBy(() -> secrets.find("a").block())
                .isInstanceOfSatisfying(UnreadableSecretException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.ALTERED));
    }

    private Vault start(String masterKey, boolean restoreWithNewKey) {
        Vault vault = new Vault();
        new VaultKeyStep(
                        new VaultSettings(masterKey, restoreWithNewKey),
                        new DataKeys(pool.client(), pool.transaction()),
                        vault)
                .run();
        return vault;
    }

    private VaultSecrets secrets(Vault vault) {
        return new VaultSecrets(pool.client(), vault);
    }

    private int count(String table) throws Exception {
        return database.count("select count(*) from " + table);
    }
}
