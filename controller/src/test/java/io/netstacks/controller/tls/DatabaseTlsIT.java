package io.netstacks.controller.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.ControllerProcess;
import io.netstacks.controller.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to PostgreSQL, encrypted: the pool's and the schema's. */
class DatabaseTlsIT {

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.empty();
    private final CertificateAuthority databaseCa = CertificateAuthority.create(Instant.now());

    @BeforeEach
    void serveTls() throws Exception {
        KeyPair keys = CertificateAuthority.newKeys();
        Path data = Path.of(ask("show data_directory"));
        Files.writeString(
                data.resolve("server.crt"),
                Pem.of(databaseCa.issue(keys.getPublic(), Set.of(new ServerName("localhost", false)), Instant.now())));
        Files.writeString(data.resolve("server.key"), Pem.of(keys.getPrivate()));
        Files.setPosixFilePermissions(data.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
        execute("alter system set ssl = on");
        execute("select pg_reload_conf()");
    }

    @AfterEach
    void serveNoTls() throws SQLException {
        execute("alter system reset ssl");
        execute("select pg_reload_conf()");
    }

    @Test
    @DisplayName("H005: sslmode=verify-full encrypts every connection and trusts the given CA")
    void everyConnectionIsEncrypted() throws Exception {
        try (ControllerProcess controller = start(databaseCa)) {
            controller.awaitReady().awaitLine("is connected");
            assertThat(ask(
                            "select string_agg(distinct s.ssl::text, ',') from pg_stat_ssl s join pg_stat_activity a using (pid)"
                                    + " where a.datname = current_database() and a.application_name like 'netstacks%'"))
                    .isEqualTo("true");
        }
    }

    @Test
    @DisplayName("H005: a server that another CA vouches for is not trusted")
    void aForeignServerIsNotTrusted() throws Exception {
        try (ControllerProcess controller = start(CertificateAuthority.create(Instant.now()))) {
            controller.awaitLine("failed to connect to postgres").awaitLine("Trying again");
            assertThat(controller.output()).doesNotContain("is connected").doesNotContain("Startup : Ready");
        }
    }

    private ControllerProcess start(CertificateAuthority trusted) throws IOException {
        Path ca = Files.writeString(folder.resolve("database-ca.pem"), Pem.of(trusted.certificate()));
        return ControllerProcess.withoutDatabase()
                .set(
                        "DATABASE_URL",
                        "host=localhost port=%d user=postgres password=postgres dbname=%s sslmode=verify-full sslrootcert=%s"
                                .formatted(database.port(), database.name(), ca))
                .start();
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
