package io.netstacks.controller.vault;

import io.netstacks.controller.web.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads a private key when it is saved, so that a wrong one is noticed then and not at the first login. */
final class PrivateKeyText {

    private static final NamedResource NAME = NamedResource.ofName("secret");

    private PrivateKeyText() {}

    /** Completes when {@code text} is one private key that logins can use; else fails with a 400. Runs apart from event loops. */
    static Mono<Void> require(String text) {
        return Mono.<Void>fromRunnable(() -> check(text)).subscribeOn(Schedulers.boundedElastic());
    }

    private static void check(String text) {
        int keys = 0;
        try {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(
                    null, NAME, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), (_, _, _) -> {
                        throw new PassphraseNeededException();
                    });
            if (found != null) {
                for (KeyPair pair : found) {
                    keys += pair.getPrivate() != null ? 1 : 0;
                }
            }
        } catch (PassphraseNeededException e) {
            throw ApiException.invalid(
                    "secret",
                    "is a private key with a passphrase, which is not supported. Remove the passphrase first (ssh-keygen -p -f <file>); the key is encrypted here.");
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Not passed on: a parser's message may quote the key.
            keys = 0;
        }
        if (keys != 1) {
            throw ApiException.invalid(
                    "secret",
                    "must be one private key, OpenSSH or PEM, with its BEGIN and END lines. A public key or a PuTTY file will not do.");
        }
    }

    private static final class PassphraseNeededException extends IOException {

        private static final long serialVersionUID = 1L;
    }
}
