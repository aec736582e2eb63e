package io.netstacks.controller.device;

import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.OptionalFeature;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/** What we offer to devices, best first. No SHA-1, no CBC, no group below 2048 bits: what an old device needs besides is a matter of its own profile. */
final class SshAlgorithms {

    private SshAlgorithms() {}

    /** Hybrid post-quantum exchanges first, ML-KEM (the standard) before sntrup. */
    static List<KeyExchangeFactory> keyExchanges() {
        return NamedFactory.setUpTransformedFactories(
                true,
                List.of(
                        BuiltinDHFactories.mlkem768x25519,
                        BuiltinDHFactories.sntrup761x25519,
                        BuiltinDHFactories.sntrup761x25519_openssh,
                        BuiltinDHFactories.curve25519,
                        BuiltinDHFactories.curve25519_libssh,
                        BuiltinDHFactories.ecdhp256,
                        BuiltinDHFactories.ecdhp384,
                        BuiltinDHFactories.ecdhp521,
                        BuiltinDHFactories.dhgex256,
                        BuiltinDHFactories.dhg16_512,
                        BuiltinDHFactories.dhg18_512,
                        BuiltinDHFactories.dhg14_256),
                ClientBuilder.DH2KEX);
    }

    /** AES-GCM first: with the JDK's intrinsics it is twice as fast as ChaCha20. */
    static List<NamedFactory<Cipher>> ciphers() {
        return supported(List.of(
                BuiltinCiphers.aes128gcm,
                BuiltinCiphers.aes256gcm,
                BuiltinCiphers.cc20p1305_openssh,
                BuiltinCiphers.aes128ctr,
                BuiltinCiphers.aes192ctr,
                BuiltinCiphers.aes256ctr));
    }

    static List<NamedFactory<Mac>> macs() {
        return supported(List.of(
                BuiltinMacs.hmacsha256etm, BuiltinMacs.hmacsha512etm, BuiltinMacs.hmacsha256, BuiltinMacs.hmacsha512));
    }

    /** For host keys and for the keys that users log in with. */
    static List<NamedFactory<Signature>> signatures() {
        return supported(List.of(
                BuiltinSignatures.ed25519,
                BuiltinSignatures.nistp256,
                BuiltinSignatures.nistp384,
                BuiltinSignatures.nistp521,
                BuiltinSignatures.rsaSHA512,
                BuiltinSignatures.rsaSHA256));
    }

    private static <T> List<NamedFactory<T>> supported(List<? extends NamedFactory<T>> wanted) {
        return wanted.stream()
                .filter(factory -> !(factory instanceof OptionalFeature feature) || feature.isSupported())
                .<NamedFactory<T>>map(factory -> factory)
                .toList();
    }
}
