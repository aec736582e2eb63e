package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstacks.controller.web.ApiException;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTextTest {

    @ParameterizedTest
    @DisplayName("C17 an OpenSSH private key without a passphrase is taken")
    @ValueSource(strings = {"RSA", "EC", "EdDSA"})
    void openSshKeys(String algorithm) throws Exception {
        check(openSsh(pair(algorithm), null));
    }

    @ParameterizedTest
    @DisplayName("C17 a PEM private key without a passphrase is taken, traditional and PKCS#8")
    @ValueSource(strings = {"RSA", "EC"})
    void pemKeys(String algorithm) throws Exception {
        KeyPair pair = pair(algorithm);
        check(pem(pair.getPrivate(), null));
        check(pem(new JcaPKCS8Generator(pair.getPrivate(), null), null));
    }

    @Test
    @DisplayName("C17 a key with a passphrase is refused and told how to remove it")
    void keysWithAPassphrase() throws Exception {
        KeyPair pair = pair("RSA");
        OpenSSHKeyEncryptionContext openSsh = new OpenSSHKeyEncryptionContext();
        openSsh.setPassword("canary-passphrase");
        openSsh.setCipherType("256");
        assertPassphraseRefused(openSsh(pair, openSsh));

        assertPassphraseRefused(pem(
                pair.getPrivate(), new JcePEMEncryptorBuilder("AES-256-CBC").build("canary-passphrase".toCharArray())));

        assertPassphraseRefused(pem(
                new JcaPKCS8Generator(
                        pair.getPrivate(),
                        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                .setProvider(new BouncyCastleProvider())
                                .setPassword("canary-passphrase".toCharArray())
                                .build()),
                null));
    }

    @Test
    @DisplayName("C17 what is no private key, or more than one, is refused without being quoted")
    void everythingElse() throws Exception {
        KeyPair pair = pair("EdDSA");
        String key = openSsh(pair, null);
        String[] lines = key.split("\n");
        for (String text : new String[] {
            "canary",
            PublicKeyEntry.toString(pair.getPublic()),
            key + key,
            key.substring(0, key.length() / 2),
            key.replace(lines[1], lines[1].substring(10)),
            "-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(new byte[100])
                    + "\n-----END PRIVATE KEY-----\n",
            "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"
        }) {
            assertThatThrownBy(() -> check(text))
                    .as(text)
                    .isInstanceOf(ApiException.class)
                    .hasMessageStartingWith("secret must be one private key")
                    .hasMessageNotContaining("canary");
        }
    }

    private static void assertPassphraseRefused(String text) {
        assertThat(text).contains("BEGIN");
        assertThatThrownBy(() -> check(text))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("secret is a private key with a passphrase")
                .hasMessageContaining("ssh-keygen -p");
    }

    private static void check(String text) {
        PrivateKeyText.require(text).block();
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator =
                SecurityUtils.getKeyPairGenerator(algorithm.equals("EdDSA") ? "Ed25519" : algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(2048);
        } else if (algorithm.equals("EC")) {
            generator.initialize(256);
        }
        return generator.generateKeyPair();
    }

    private static String openSsh(KeyPair pair, OpenSSHKeyEncryptionContext encryption) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", encryption, out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static String pem(Object key, PEMEncryptor encryptor) throws Exception {
        StringWriter out = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(out)) {
            if (encryptor == null) {
                writer.writeObject(key);
            } else {
                writer.writeObject(key, encryptor);
            }
        }
        return out.toString();
    }
}
