package io.netstacks.controller.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * The certificate and its key on disk, and {@code ca.pem} beside them for people to copy.
 *
 * <p>Each file is replaced in one step, the certificate's before the key's. Its file holds the whole chain, and the key stays the same when a certificate
 * of ours is replaced: a crash between two files leaves a pair that fits, or a certificate of ours without a key, which counts as none.
 */
final class CertificateFiles {

    private static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");

    private final TlsSettings settings;

    CertificateFiles(TlsSettings settings) {
        this.settings = settings;
    }

    /**
     * The certificate with its key; empty when there is neither.
     *
     * @throws io.netstacks.controller.environment.InvalidSettingException when a file is missing, unreadable, or does not belong to the other
     */
    Optional<ServerCertificate> read() {
        if (Files.notExists(settings.certPath())) {
            if (Files.exists(settings.keyPath())) {
                throw settings.badCertificate(
                        "names a file that does not exist, although there is a key at TLS_KEY_PATH");
            }
            return Optional.empty();
        }
        List<X509Certificate> chain = readChain();
        if (Files.notExists(settings.keyPath())) {
            if (settings.autoGenerate() && ServerCertificate.isSelfGenerated(chain)) {
                return Optional.empty();
            }
            throw settings.badKey("names a file that does not exist");
        }
        PrivateKey key = readKey();
        if (!ServerCertificate.belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw settings.badKey("names a key that does not belong to the certificate in TLS_CERT_PATH");
        }
        return Optional.of(new ServerCertificate(chain, key));
    }

    /** Writes the certificate, and its key where there is no key yet. */
    void write(ServerCertificate certificate) {
        try {
            Path authority = settings.certPath().resolveSibling("ca.pem");
            if (!authority.equals(settings.certPath()) && !authority.equals(settings.keyPath())) {
                replace(authority, Pem.of(certificate.chain().getLast()), true);
            }
            replace(settings.certPath(), Pem.of(certificate.chain()), true);
            if (Files.notExists(settings.keyPath())) {
                replace(settings.keyPath(), Pem.of(certificate.key()), false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<X509Certificate> readChain() {
        try {
            List<X509Certificate> chain = PemContent.load(settings.certPath()).getCertificates();
            if (chain.isEmpty()) {
                throw settings.badCertificate("names a file without a certificate");
            }
            return chain;
        } catch (IOException e) {
            throw settings.badCertificate("names a file that cannot be read by this user");
        } catch (IllegalStateException e) {
            throw settings.badCertificate("names a file whose certificates cannot be read");
        }
    }

    private PrivateKey readKey() {
        try {
            PrivateKey key = PemContent.load(settings.keyPath()).getPrivateKey();
            if (key == null) {
                throw settings.badKey("names a file without a private key");
            }
            return key;
        } catch (IOException e) {
            throw settings.badKey("names a file that cannot be read by this user");
        } catch (IllegalStateException e) {
            throw settings.badKey("names a file without a private key that can be read (it may need a passphrase)");
        }
    }

    private static void replace(Path file, String content, boolean readableByAll) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Made with permissions for its owner only.
        Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (readableByAll && Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, FOR_ALL);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
