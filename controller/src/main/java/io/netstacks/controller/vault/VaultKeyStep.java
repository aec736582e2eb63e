package io.netstacks.controller.vault;

import io.netstacks.controller.startup.StartRefusedException;
import io.netstacks.controller.startup.StartupStep;
import io.netstacks.controller.vault.DataKeys.WrappedKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Opens the vault.
 *
 * <ol>
 *   <li>No data key yet: make one. Of instances that start at once one makes it, all use it.
 *   <li>The current data key is wrapped by this master key: unwrap it, and the older ones that this master key opens.
 *   <li>It is wrapped by another one: refuse the start, for secrets written under two keys could never be read by one instance (H007). With
 *       {@code VAULT_RESTORE_WITH_NEW_KEY} set, put a data key of this master key in its place and go on, with every older secret unreadable (F010).
 * </ol>
 */
@Component
@Order(StartupStep.VAULT_KEY)
class VaultKeyStep implements StartupStep {

    private static final Logger log = LoggerFactory.getLogger(VaultKeyStep.class);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(15);

    private final VaultSettings settings;
    private final DataKeys dataKeys;
    private final Vault vault;

    VaultKeyStep(VaultSettings settings, DataKeys dataKeys, Vault vault) {
        this.settings = settings;
        this.dataKeys = dataKeys;
        this.vault = vault;
    }

    @Override
    public String name() {
        return "vault key";
    }

    @Override
    public void run() {
        MasterKey master = settings.key();
        WrappedKey current = currentKey(master);
        if (!current.masterFingerprint().equals(master.fingerprint())) {
            if (!settings.restoreWithNewKey()) {
                throw new StartRefusedException(otherMasterKey(master, current));
            }
            log.warn(
                    "VAULT_RESTORE_WITH_NEW_KEY is set: the master key {} replaces {}. Every secret stored so far is"
                            + " unreadable and must be entered again.",
                    master.fingerprint(),
                    current.masterFingerprint());
            dataKeys.replaceCurrent(current.id(), master).block(DATABASE_TIMEOUT);
            current = currentKey(master);
            if (!current.masterFingerprint().equals(master.fingerprint())) {
                throw new StartRefusedException(otherMasterKey(master, current));
            }
        }
        vault.unlock(new Keyring(current.id(), unwrapped(master)));
        log.info("Vault open: master key {}, data key {}", master.fingerprint(), current.id());
    }

    private WrappedKey currentKey(MasterKey master) {
        List<WrappedKey> keys = all();
        if (keys.stream().noneMatch(WrappedKey::isCurrent)) {
            dataKeys.createCurrent(master).block(DATABASE_TIMEOUT);
            keys = all();
        }
        return keys.stream().filter(WrappedKey::isCurrent).findFirst().orElseThrow();
    }

    private Map<UUID, SecretKey> unwrapped(MasterKey master) {
        Map<UUID, SecretKey> open = new HashMap<>();
        for (WrappedKey key : all()) {
            if (!key.masterFingerprint().equals(master.fingerprint())) {
                log.warn(
                        "The data key {} belongs to the master key {}: secrets under it are unreadable",
                        key.id(),
                        key.masterFingerprint());
                continue;
            }
            try {
                open.put(key.id(), key.unwrap(master));
            } catch (AEADBadTagException e) {
                throw new StartRefusedException(
                        "cipher: message authentication failed: the data key %s in the table vault_key was altered. VAULT_MASTER_KEY is the right one; restore the table from a backup."
                                .formatted(key.id()));
            }
        }
        return open;
    }

    private List<WrappedKey> all() {
        return Objects.requireNonNull(dataKeys.all().collectList().block(DATABASE_TIMEOUT));
    }

    private static String otherMasterKey(MasterKey master, WrappedKey current) {
        return """
                cipher: message authentication failed: VAULT_MASTER_KEY differs from the one this database was encrypted with \
                (its fingerprint is %s, the database's %s). Set VAULT_MASTER_KEY to the original key, the same on every instance. \
                Only if that key is lost: VAULT_RESTORE_WITH_NEW_KEY=true starts with every stored secret unreadable.""".formatted(master.fingerprint(), current.masterFingerprint());
    }
}
