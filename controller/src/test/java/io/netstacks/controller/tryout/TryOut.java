package io.netstacks.controller.tryout;

import io.netstacks.controller.ControllerApplication;
import io.netstacks.controller.startup.Startup;
import io.netstacks.controller.tryout.router.SimulatedRouter;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A complete single instance for trying out, started by {@code ./mvnw -Ptry}: database, certificate and a simulated device of its own, everything kept in
 * one folder. Stopping it, however hard, and starting it again keeps everything.
 *
 * <p>Order: take the folder; start database and device; start the controller with the settings that the folder holds; when it is ready put the device into
 * the inventory; say what to do next. It ends with Ctrl-C or with the Maven that started it, in the opposite order.
 */
public final class TryOut {

    private static final int API_PORT = 3000;
    private static final int ROUTER_PORT = 2022;
    private static final String ROUTER_USER = "admin";
    /** No secret: it opens a device that is not real and listens on loopback only. */
    private static final String ROUTER_PASSWORD = "netstacks";

    private static final String ADMIN = "admin";
    /** For a password that only the user knows. */
    private static final String PASSWORD_PLACEHOLDER = "YOUR-PASSWORD";

    private static final String CA_FILE = "ca.pem";
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(15);
    private static final Duration READY_POLL = Duration.ofMillis(50);
    /** A stop that hangs is cut short: nothing in the folder needs an orderly end. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final Map<String, String> environment;
    private final Path projectFolder;
    private volatile TryFolder folder;
    private volatile LocalPostgres database;
    private volatile SimulatedRouter router;
    private volatile ConfigurableApplicationContext controller;

    private TryOut(Map<String, String> environment, Path projectFolder) {
        this.environment = environment;
        this.projectFolder = projectFolder;
    }

    public static void main(String[] args) throws Exception {
        Path projectFolder =
                Path.of(System.getProperty("netstacks.project", "")).toAbsolutePath();
        try {
            new TryOut(System.getenv(), projectFolder).run();
        } catch (TryOutException | IOException e) {
            System.err.println("\n" + (e instanceof TryOutException ? e.getMessage() : e) + "\n");
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        // Until the controller has set up its log, libraries would write all they know to the screen.
        LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
        int apiPort = port("API_PORT", API_PORT);
        int routerPort = port("NETSTACKS_TRY_SSH_PORT", ROUTER_PORT);

        say("Starting NetStacks for trying out.");
        folder = TryFolder.open(folderPath(), LOCK_PATIENCE, TryOut::say);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        ParentWatch.onParentExit(() -> System.exit(0));
        requireFree("API_PORT", apiPort);
        requireFree("NETSTACKS_TRY_SSH_PORT", routerPort);

        database = LocalPostgres.start(folder);
        router = SimulatedRouter.start(
                routerPort,
                SimulatedRouter.hostKey(folder.resolve("router-host-key")),
                Seed.DEVICE,
                ROUTER_USER,
                ROUTER_PASSWORD,
                ROUTER_PASSWORD);
        controller = startController();
        awaitReady();

        URI address = URI.create("https://localhost:" + apiPort);
        boolean isSeeded = seed(address);
        say(closingText(address, isSeeded));
    }

    private Path folderPath() {
        String chosen = environment.getOrDefault("NETSTACKS_TRY_DIR", "");
        return chosen.isBlank()
                ? projectFolder.resolve(".netstacks")
                : startedIn().resolve(chosen);
    }

    /** Where the user is; Maven runs us elsewhere. */
    private Path startedIn() {
        return Path.of(environment.getOrDefault("PWD", projectFolder.toString()));
    }

    private ConfigurableApplicationContext startController() throws IOException {
        Map<String, Object> settings = Map.of(
                "database.url", database.url(),
                "vault.master-key", folder.secret("vault-master-key", TryOut::random256Bits),
                "jwt.secret", folder.secret("jwt-secret", TryOut::random256Bits),
                "tls.cert-path", folder.resolve("tls/cert.pem").toString(),
                "tls.key-path", folder.resolve("tls/key.pem").toString(),
                "data.dir", folder.resolve("data").toString());
        SpringApplication application = new SpringApplication(ControllerApplication.class);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of("api.bind-addr", "127.0.0.1", "netstacks.instance-name", "try-out"));
        application.addInitializers(context -> {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("try-out", settings));
            keepLog();
        });
        return application.run();
    }

    private void keepLog() {
        try {
            ControllerLog.keepIn(folder);
        } catch (IOException e) {
            throw new TryOutException("Cannot write the log into the folder: " + e.getMessage());
        }
    }

    /** A start that is refused ends the process by itself; whatever else keeps it waiting is on the screen as a warning. */
    private void awaitReady() throws InterruptedException {
        Startup startup = controller.getBean(Startup.class);
        while (!startup.isReady()) {
            Thread.sleep(READY_POLL);
        }
    }

    /** @return false when the administrator's password is not the kept one any more, so that nothing could be done */
    private boolean seed(URI address) throws IOException, InterruptedException {
        try (ControllerApi stranger = ControllerApi.trustingAnyone(address)) {
            folder.keep(
                    CA_FILE,
                    stranger.get("/api/tls/ca-certificate/info")
                            .orFail("Asking for the CA certificate")
                            .path("ca_certificate_pem")
                            .asString()
                            .strip());
        }
        Optional<String> password = folder.kept(ControllerLog.ADMIN_PASSWORD_FILE);
        if (password.isEmpty()) {
            return false;
        }
        try (ControllerApi api =
                ControllerApi.trusting(address, folder.kept(CA_FILE).orElseThrow())) {
            ControllerApi.Answer signedIn =
                    api.post("/api/auth/login", Map.of("username", ADMIN, "password", password.get()));
            if (signedIn.status() == 401) {
                return false;
            }
            api.signInWith(signedIn.orFail("Signing in").path("access_token").asString());
            new Seed(api).plant(router.port(), ROUTER_USER, ROUTER_PASSWORD);
            return true;
        }
    }

    private String closingText(URI address, boolean isSeeded) throws IOException {
        String passwordFile = path(folder.resolve(ControllerLog.ADMIN_PASSWORD_FILE));
        String password = isSeeded
                ? folder.kept(ControllerLog.ADMIN_PASSWORD_FILE).orElseThrow() + "   (kept in " + passwordFile + ")"
                : "as you changed it; it goes where " + PASSWORD_PLACEHOLDER
                        + " stands below (with the first one nothing could be done, so the simulated device was left as it is)";
        String fromFile = "\"$(cat \"" + passwordFile + "\")\"";
        // The placeholder always in single quotes, so that any password but one with such a quote can take its place.
        String passwordInJson = isSeeded ? "'" + fromFile + "'" : PASSWORD_PLACEHOLDER;
        String passwordInShell = isSeeded ? fromFile : "'" + PASSWORD_PLACEHOLDER + "'";
        return """

                NetStacks is running. Ctrl-C stops it; everything is kept in %1$s

                  Address   %2$s
                  User      %3$s
                  Password  %4$s
                  CA        %5$s

                Try next, in a second window:

                1. Sign in
                   curl --cacert "%5$s" %2$s/api/auth/login -H 'content-type: application/json' -d '{"username":"%3$s","password":"%6$s"}'

                2. Open a recorded terminal on the simulated router %7$s. The first time it asks about the router's host key, which is
                   %8$s
                   NETSTACKS_PASSWORD=%14$s "%9$s" "%10$s" %2$s %7$s --ca "%5$s"

                3. Compare: the same router without NetStacks; password %11$s, also for enable
                   ssh -p %12$d %13$s@127.0.0.1
                """.formatted(
                        path(folder.resolve("")),
                        address,
                        ADMIN,
                        password,
                        path(folder.resolve(CA_FILE)),
                        passwordInJson,
                        Seed.DEVICE,
                        router.fingerprint(),
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        path(projectFolder.resolve("examples/Terminal.java")),
                        ROUTER_PASSWORD,
                        router.port(),
                        ROUTER_USER,
                        passwordInShell);
    }

    /** Short where the user's folder is the project's. */
    private String path(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(startedIn())
                ? startedIn().relativize(absolute).toString()
                : absolute.toString();
    }

    private void stop() {
        Thread.ofPlatform().daemon().name("stop-limit").start(() -> {
            try {
                Thread.sleep(STOP_LIMIT);
                Runtime.getRuntime().halt(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        close(controller);
        close(router);
        close(database);
        close(folder);
    }

    private static void close(Closeable part) {
        if (part != null) {
            try {
                part.close();
            } catch (IOException | RuntimeException e) {
                System.err.println("While stopping: " + e.getMessage());
            }
        }
    }

    private int port(String variable, int usual) {
        String text = environment.getOrDefault(variable, "");
        if (text.isBlank()) {
            return usual;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new TryOutException(variable + " is not a port number, 1 to 65535. Example: " + usual);
        }
        return Integer.parseInt(text);
    }

    private static void requireFree(String variable, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new TryOutException(
                    "Port %d is taken by another program. Stop that, or choose another port: %s=%d ./mvnw -Ptry"
                            .formatted(port, variable, port + 10));
        }
    }

    /** As {@code openssl rand -hex 32} makes it. */
    private static String random256Bits() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
