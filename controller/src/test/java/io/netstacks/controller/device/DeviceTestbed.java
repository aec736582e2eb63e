package io.netstacks.controller.device;

import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.device.DeviceLogin.KeyLogin;
import io.netstacks.controller.device.DeviceLogin.PasswordLogin;
import io.netstacks.controller.device.HostKeyApproval.Decider;
import io.netstacks.controller.terminal.DeviceLink;
import io.netstacks.controller.terminal.TerminalSize;
import io.netstacks.controller.testing.OpenSshDevice;
import io.netstacks.controller.testing.TestDatabase;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** The package's parts, put together as the controller does, on a database of its own. */
final class DeviceTestbed implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(10);

    /** Nobody waits. */
    static final LoginGate AT_ONCE = () -> new LoginGate.Turn() {
        @Override
        public CompletionStage<Void> take() {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void begun() {}

        @Override
        public void succeeded() {}

        @Override
        public void giveBack() {}
    };

    final SshClient client = SshClientConfiguration.sshClient();
    final DatabaseClient database;
    final KnownHostKeys knownKeys;
    final InProcessHostKeyPrompts prompts;
    final HostKeyApproval approval;
    final SshDeviceConnector connector;
    final CurrentUser engineer;
    final CurrentUser admin;
    private final AtomicInteger sessions = new AtomicInteger();

    DeviceTestbed() {
        this(LIMIT, new InProcessHostKeyPrompts(Clock.systemUTC(), Schedulers.parallel()));
    }

    DeviceTestbed(Duration limit, InProcessHostKeyPrompts prompts) {
        TestDatabase tables = TestDatabase.migrated();
        ConnectionFactory connections = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host("127.0.0.1")
                .port(tables.port())
                .username("postgres")
                .password("postgres")
                .database(tables.name())
                .build());
        this.database = DatabaseClient.create(connections);
        this.knownKeys = new KnownHostKeys(database);
        this.prompts = prompts;
        this.approval = new HostKeyApproval(
                prompts,
                knownKeys,
                auditLog(database),
                TransactionalOperator.create(new R2dbcTransactionManager(connections)));
        this.connector = new SshDeviceConnector(() -> client, limit, knownKeys, prompts, Schedulers.parallel());
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionEstablished(Session session) {
                sessions.incrementAndGet();
            }

            @Override
            public void sessionClosed(Session session) {
                sessions.decrementAndGet();
            }
        });
        this.engineer = user("engineer", Set.of("terminals.open"));
        this.admin = user("admin", Set.of("*"));
    }

    /** Its constructor is its package's own: Spring makes it, as in the controller. */
    private static AuditLog auditLog(DatabaseClient database) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DatabaseClient.class, () -> database);
            context.registerBean(JsonMapper.class, () -> JsonMapper.shared());
            context.register(AuditLog.class);
            context.refresh();
            return context.getBean(AuditLog.class);
        }
    }

    static Decider decider(CurrentUser user) {
        return new Decider(user, "192.0.2.7");
    }

    CurrentUser user(String name, Set<String> permissions) {
        UUID id = UUID.randomUUID();
        database.sql("insert into users (id, username, password_hash) values (:id, :name, 'x')")
                .bind("id", id)
                .bind("name", name)
                .fetch()
                .rowsUpdated()
                .block();
        return new CurrentUser(id, name, Set.of(), permissions, UUID.randomUUID());
    }

    /** Makes the device's present key the known one. */
    DeviceTestbed trusting(OpenSshDevice device) {
        return trusting(device, "ed25519");
    }

    DeviceTestbed trusting(OpenSshDevice device, String type) {
        knownKeys
                .store(device.host(), device.port(), publicKey(device.hostKey(type)), null, admin.id())
                .block();
        return this;
    }

    static HostKey publicKey(Path file) {
        try {
            String[] parts = Files.readString(file).split(" ");
            return new HostKey(parts[0], Base64.getDecoder().decode(parts[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DeviceConnect byKey(OpenSshDevice device) {
        return request(engineer, device.host(), device.port(), new KeyLogin(device.keyUser(), device.privateKey()));
    }

    DeviceConnect byPassword(OpenSshDevice device, String password) {
        return request(engineer, device.host(), device.port(), new PasswordLogin(OpenSshDevice.USER, password));
    }

    static DeviceConnect request(CurrentUser user, String host, int port, DeviceLogin login) {
        return new DeviceConnect(user, host, port, login, new TerminalSize(80, 24), "xterm-256color", null);
    }

    Mono<LinkProbe> open(DeviceConnect request) {
        LinkProbe probe = new LinkProbe();
        return connector.open(request, AT_ONCE, probe).map(probe::attach);
    }

    LinkProbe opened(DeviceConnect request) {
        return open(request).block(LIMIT.plusSeconds(5));
    }

    /** Why it did not open. */
    DeviceConnectException refused(DeviceConnect request) {
        try {
            DeviceLink link = opened(request).link();
            link.close();
            throw new AssertionError("The link opened: " + link);
        } catch (DeviceConnectException e) {
            return e;
        }
    }

    /** SSH sessions that the client has, in whatever state. */
    int openSessions() {
        return sessions.get();
    }

    @Override
    public void close() {
        client.stop();
    }
}
