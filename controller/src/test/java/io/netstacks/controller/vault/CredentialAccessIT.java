package io.netstacks.controller.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.audit.AuditLog;
import io.netstacks.controller.auth.Caller;
import io.netstacks.controller.auth.CurrentUser;
import io.netstacks.controller.testing.TestDatabase;
import io.netstacks.controller.testing.TestPool;
import io.netstacks.controller.web.ApiException;
import io.netstacks.controller.web.JsonBody;
import io.netstacks.controller.web.Paging;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Design §8.4, "Credentials go only where they were granted", on a real database. */
class CredentialAccessIT {

    private static final String MASTER_KEY = "c3".repeat(32);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static TestDatabase database;
    private static TestPool pool;
    private static AnnotationConfigApplicationContext context;
    private static Credentials credentials;
    private static CredentialGrants grants;

    private CurrentUser admin;
    private CurrentUser alice;
    private CurrentUser bob;
    private UUID router;
    private UUID otherRouter;

    @BeforeAll
    static void start() {
        database = TestDatabase.migrated();
        pool = new TestPool(database);
        context = start(MASTER_KEY, false);
        credentials = context.getBean(Credentials.class);
        grants = context.getBean(CredentialGrants.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        pool.close();
    }

    @BeforeEach
    void usersAndDevices() throws Exception {
        admin = user("admin", "*");
        alice = user("operator");
        bob = user("operator");
        router = device();
        otherRouter = device();
    }

    @Test
    @DisplayName("a personal credential goes to any device and to a bare host, for its owner")
    void personalCredentialsAreTheirOwners() throws Exception {
        UUID id = personal(alice, "canary-alice");
        assertThat(credentials.forConnection(alice, id, router).block().secret())
                .isEqualTo("canary-alice");
        UsableCredential usable = credentials.forConnection(alice, id, null).block();
        assertThat(usable.username()).isEqualTo("netops");
        assertThat(usable.type()).isEqualTo(CredentialType.SSH_PASSWORD);
        assertThat(usable.toString()).doesNotContain("canary");
    }

    @Test
    @DisplayName(
            "somebody else's personal credential, a shared one without a grant and one that does not exist answer the same, to administrators too")
    void unknownAndForeignAnswerAlike() throws Exception {
        UUID foreign = personal(alice, "canary-alice");
        UUID shared = shared("canary-shared");
        ApiException unknown = refusal(credentials.forConnection(bob, UUID.randomUUID(), router));
        assertThat(unknown.status()).isEqualTo(HttpStatus.NOT_FOUND);
        for (Mono<UsableCredential> attempt : List.of(
                credentials.forConnection(bob, foreign, router),
                credentials.forConnection(bob, foreign, null),
                credentials.forConnection(admin, foreign, router),
                credentials.forConnection(bob, shared, router),
                credentials.forConnection(bob, shared, null),
                credentials.forConnection(admin, shared, router))) {
            ApiException refusal = refusal(attempt);
            assertThat(refusal.status()).isEqualTo(unknown.status());
            assertThat(refusal.code()).isEqualTo(unknown.code());
            assertThat(refusal).hasMessage(unknown.getMessage());
        }
    }

    @Test
    @DisplayName("a shared credential goes only to the granted device, for the granted user")
    void aUserGrantIsForOneUserAndOneDevice() throws Exception {
        UUID shared = shared("canary-shared");
        grant(shared, router, "user_id", alice.id().toString());

        assertThat(credentials.forConnection(alice, shared, router).block().secret())
                .isEqualTo("canary-shared");

        ApiException elsewhere = refusal(credentials.forConnection(alice, shared, otherRouter));
        assertThat(elsewhere.status()).isEqualTo(HttpStatus.FORBIDDEN);
        assertThat(elsewhere.code()).isEqualTo("CREDENTIAL_NOT_GRANTED");
        assertThat(elsewhere.getMessage())
                .contains("not granted to you for this device")
                .contains("administrator");

        ApiException bareHost = refusal(credentials.forConnection(alice, shared, null));
        assertThat(bareHost.code()).isEqualTo("CREDENTIAL_NOT_GRANTED");
        assertThat(bareHost.getMessage()).contains("Use a personal credential");

        assertThat(refusal(credentials.forConnection(bob, shared, router)).status())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    @DisplayName("contract §0 rule 8: no refusal holds \"auth\", which the client would replace by its own text")
    void refusalsAvoidTheReservedWord() throws Exception {
        UUID shared = shared("canary-shared");
        grant(shared, router, "user_id", alice.id().toString());
        UUID altered = personal(alice, "canary-altered");
        execute("update credential set secret = set_byte(secret, 40, get_byte(secret, 40) # 1) where id = ?", altered);
        for (Mono<UsableCredential> attempt : List.of(
                credentials.forConnection(bob, UUID.randomUUID(), router),
                credentials.forConnection(alice, shared, otherRouter),
                credentials.forConnection(alice, shared, null),
                credentials.forConnection(alice, altered, null))) {
            assertThat(refusal(attempt).getMessage()).doesNotContainIgnoringCase("auth");
        }
    }

    @Test
    @DisplayName("a grant to a role is for everybody who has the role, and ends with it")
    void aRoleGrantFollowsTheRole() throws Exception {
        UUID shared = shared("canary-shared");
        grant(shared, router, "role", "operator");
        assertThat(credentials.forConnection(alice, shared, router).block()).isNotNull();
        assertThat(credentials.forConnection(bob, shared, router).block()).isNotNull();

        CurrentUser demoted = new CurrentUser(alice.id(), alice.username(), Set.of("viewer"), Set.of(), alice.family());
        assertThat(refusal(credentials.forConnection(demoted, shared, router)).status())
                .isEqualTo(HttpStatus.NOT_FOUND);
    }

    @Test
    @DisplayName("a device that moves by plain SQL loses its grants, a device that is renamed keeps them")
    void movingADeviceClearsItsGrants() throws Exception {
        UUID shared = shared("canary-shared");
        for (String move : new String[] {"host = 'attacker.example'", "port = 2222"}) {
            grant(shared, router, "user_id", alice.id().toString());
            grant(shared, otherRouter, "user_id", alice.id().toString());

            execute("update device set description = 'renamed', host = host where id = ?", router);
            assertThat(credentials.forConnection(alice, shared, router).block()).isNotNull();

            execute("update device set " + move + " where id = ?", router);
            assertThat(refusal(credentials.forConnection(alice, shared, router)).code())
                    .isEqualTo("CREDENTIAL_NOT_GRANTED");
            assertThat(credentials.forConnection(alice, shared, otherRouter).block())
                    .isNotNull();
            execute("delete from credential_grant where credential_id = ?", shared);
        }
    }

    @Test
    @DisplayName(
            "E002 a secret that was copied over from another row is refused, as is an altered one, and others still open")
    void swappedRowsAreRefused() throws Exception {
        UUID victim = personal(alice, "canary-victim");
        UUID thief = personal(bob, "canary-thief");
        execute(
                "update credential set secret = (select secret from credential where id = '" + victim
                        + "') where id = ?",
                thief);

        ApiException swapped = refusal(credentials.forConnection(bob, thief, null));
        assertThat(swapped.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(swapped.code()).isEqualTo("SECRET_UNREADABLE");
        assertThat(swapped.getMessage()).contains("altered in the database").doesNotContain("canary");
        assertThat(refusal(credentials.reveal(new Caller(bob, null), thief, "curious"))
                        .code())
                .isEqualTo("SECRET_UNREADABLE");

        execute("update credential set enable_secret = secret where id = ?", victim);
        execute("update credential set secret = enable_secret where id = ?", victim);
        assertThat(credentials.forConnection(alice, victim, null).block().secret())
                .isEqualTo("canary-victim");
    }

    @Test
    @DisplayName(
            "F010 after a restore with another master key credentials are listed, reading one says why it cannot be, entering it again mends it")
    void restoreWithAnotherKey() throws Exception {
        UUID id = personal(alice, "canary-before");
        try (AnnotationConfigApplicationContext restored = start("d4".repeat(32), true)) {
            Credentials after = restored.getBean(Credentials.class);
            assertThat(after.owned(alice.id(), new Paging(10, 0)).block().items())
                    .hasSize(1);
            ApiException unreadable = refusal(after.forConnection(alice, id, null));
            assertThat(unreadable.code()).isEqualTo("SECRET_UNREADABLE");
            assertThat(unreadable.getMessage()).contains("VAULT_MASTER_KEY").contains("Enter the secret again");

            after.change(new Caller(alice, null), alice.id(), id, body("{\"secret\": \"canary-after\"}"))
                    .block();
            assertThat(after.forConnection(alice, id, null).block().secret()).isEqualTo("canary-after");
        } finally {
            // The other tests go on with the first key.
            start(MASTER_KEY, true).close();
        }
    }

    private static AnnotationConfigApplicationContext start(String masterKey, boolean restoreWithNewKey) {
        AnnotationConfigApplicationContext started = new AnnotationConfigApplicationContext();
        started.registerBean(DatabaseClient.class, pool::client);
        started.registerBean(TransactionalOperator.class, pool::transaction);
        started.registerBean(JsonMapper.class, () -> JSON);
        started.registerBean(VaultSettings.class, () -> new VaultSettings(masterKey, restoreWithNewKey));
        started.register(
                AuditLog.class,
                Vault.class,
                DataKeys.class,
                VaultKeyStep.class,
                CredentialStore.class,
                CredentialGrants.class,
                Credentials.class);
        started.refresh();
        started.getBean(VaultKeyStep.class).run();
        return started;
    }

    private UUID personal(CurrentUser owner, String secret) throws Exception {
        return credentials
                .create(
                        new Caller(owner, null),
                        owner.id(),
                        body(
                                "{\"name\": \"%s\", \"credential_type\": \"ssh_password\", \"username\": \"netops\", \"secret\": \"%s\"}"
                                        .formatted(UUID.randomUUID(), secret)))
                .block()
                .id();
    }

    private UUID shared(String secret) throws Exception {
        return credentials
                .create(
                        new Caller(admin, null),
                        null,
                        body(
                                "{\"name\": \"%s\", \"credential_type\": \"ssh_password\", \"username\": \"netops\", \"secret\": \"%s\"}"
                                        .formatted(UUID.randomUUID(), secret)))
                .block()
                .id();
    }

    private void grant(UUID credential, UUID device, String field, String to) {
        grants.grant(
                        new Caller(admin, null),
                        credential,
                        body("{\"device_id\": \"%s\", \"%s\": \"%s\"}".formatted(device, field, to)))
                .block();
    }

    private static JsonBody body(String json) {
        return JsonBody.of(JSON.readTree(json));
    }

    private static ApiException refusal(Mono<?> attempt) {
        try {
            Object answer = attempt.block();
            throw new AssertionError("Not refused: " + answer);
        } catch (ApiException e) {
            return e;
        }
    }

    private static CurrentUser user(String role, String... permissions) throws Exception {
        UUID id = UUID.randomUUID();
        execute("insert into users (id, username, password_hash) values (?, '" + id + "', 'none')", id);
        execute("insert into user_role (user_id, role) values (?, '" + role + "')", id);
        return new CurrentUser(id, id.toString(), Set.of(role), Set.of(permissions), UUID.randomUUID());
    }

    private static UUID device() throws Exception {
        UUID id = UUID.randomUUID();
        execute(
                "insert into device (id, org_id, name, host, port, device_type, source) values (?, gen_random_uuid(), '"
                        + id + "', 'router.example', 22, 'router', 'manual')",
                id);
        return id;
    }

    private static void execute(String sql, UUID id) throws Exception {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }
}
