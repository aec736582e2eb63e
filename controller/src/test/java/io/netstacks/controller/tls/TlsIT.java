package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.TestDatabase;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {

    @TempDir
    private Path folder;

    @Test
    @DisplayName("E008 E009 C02: the first boot writes certificate, key and CA, and the second uses them")
    void theFirstBootMakesACertificateThatTheSecondKeeps() throws Exception {
        TestDatabase database = TestDatabase.empty();
        ControllerProcess.Starter starter = ControllerProcess.on(database).tlsFolder(folder.resolve("new/tls"));
        String certificate;
        try (ControllerProcess first = starter.start()) {
            first.awaitReady();
            certificate = Files.readString(folder.resolve("new/tls/cert.pem"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new/tls/key.pem"))))
                    .isEqualTo("rw-------");
            assertThat(first.get("/api/tls/ca-certificate/info").body())
                    .contains("\"tls_enabled\":true")
                    .containsPattern("\"fingerprint\":\"([0-9A-F]{2}:){31}[0-9A-F]{2}\"")
                    .contains(Files.readString(folder.resolve("new/tls/ca.pem")).replace("\n", "\\n"));
            assertThat(verified(first.port(), folder.resolve("new/tls/ca.pem")).statusCode())
                    .isEqualTo(200);
        }
        try (ControllerProcess second = starter.start()) {
            second.awaitReady();
            assertThat(folder.resolve("new/tls/cert.pem")).hasContent(certificate);
        }
    }

    @Test
    @DisplayName("design 8.5: a second instance takes over the cluster's CA without a restart")
    void aSecondInstanceServesUnderTheSameCa() throws Exception {
        TestDatabase database = TestDatabase.empty();
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        try (ControllerProcess a = ControllerProcess.on(database).tlsFolder(one).start();
                ControllerProcess b =
                        ControllerProcess.on(database).tlsFolder(two).start()) {
            a.awaitReady();
            b.awaitReady();
            assertThat(one.resolve("ca.pem")).hasSameTextualContentAs(two.resolve("ca.pem"));
            assertThat(verified(a.port(), two.resolve("ca.pem")).statusCode()).isEqualTo(200);
            assertThat(verified(b.port(), one.resolve("ca.pem")).statusCode()).isEqualTo(200);
            assertThat(a.get("/api/tls/ca-certificate/info").body())
                    .isEqualTo(b.get("/api/tls/ca-certificate/info").body());
        }
    }

    @Test
    @DisplayName("E009: without a certificate and with TLS_AUTO_GENERATE=false the start is refused")
    void noCertificateAndNoPermissionToMakeOneRefusesTheStart() {
        try (ControllerProcess controller = ControllerProcess.on(TestDatabase.empty())
                .set("TLS_AUTO_GENERATE", "false")
                .start()) {
            assertThat(controller.awaitExit()).isEqualTo(1);
            assertThat(controller.output())
                    .contains("TLS_CERT_PATH names a file that does not exist")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    @DisplayName("E010: plain HTTP on the TLS port gets a clear 400 and nothing else")
    void plainHttpIsRefused() throws Exception {
        try (ControllerProcess controller =
                        ControllerProcess.on(TestDatabase.empty()).start();
                Socket socket = new Socket("127.0.0.1", controller.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /api/tls/ca-certificate/info HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("TLS_REQUIRED")
                    .doesNotContain("fingerprint");
        }
    }

    /** Asks under the name localhost, trusting only the CA in {@code authority}. */
    private static HttpResponse<String> verified(int port, Path authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry("ca", (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(new SSLParameters())
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/api/tls/ca-certificate/info"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
