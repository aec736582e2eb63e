package io.netstacks.controller.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netstacks.controller.ControllerApplication;
import io.netstacks.controller.startup.Startup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * A whole controller in this process, on a free port of loopback, ready to serve. Settings are given under their environment variables' names, as users
 * give them; what is not given is filled in, DATABASE_URL with a new database.
 *
 * <p>The test closes it; several may run at once, also on one database.
 */
public final class TestController implements AutoCloseable {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final String PASSWORD_LINE = "Admin password: ";

    /** Instances on one database must agree on these two (E018). */
    private static final String MASTER_KEY = randomHex(32);

    private static final String JWT_SECRET = "canary-" + randomHex(32);

    private final ConfigurableApplicationContext context;
    private final LogLines log;
    private final String baseUrl;

    private TestController(ConfigurableApplicationContext context, LogLines log) {
        this.context = context;
        this.log = log;
        int port =
                ((ReactiveWebServerApplicationContext) context).getWebServer().getPort();
        this.baseUrl = "https://127.0.0.1:" + port;
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param settings environment variables, for example {@code SESSION_ORPHAN_TIMEOUT_SECS}
     * @param more configuration and component classes of the test's own, for example controllers
     */
    public static TestController start(Map<String, String> settings, Class<?>... more) {
        // One at a time: the log of a start must be its own.
        synchronized (TestController.class) {
            TestController controller = launch(settings, more);
            try {
                controller.awaitReady();
                return controller;
            } catch (RuntimeException | AssertionError e) {
                controller.close();
                throw e;
            }
        }
    }

    /** Starts one that listens and may not be ready yet, or never, for tests of just that. */
    public static TestController launch(Map<String, String> settings, Class<?>... more) {
        LogLines log = new LogLines();
        return new TestController(run(settings, log, more), log);
    }

    public void awaitReady() {
        Startup startup = context.getBean(Startup.class);
        Awaitility.await("ready").atMost(READY_TIMEOUT).until(startup::isReady);
        log.release();
    }

    private static ConfigurableApplicationContext run(Map<String, String> settings, LogLines lines, Class<?>... more) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        // The name makes Spring read these as it reads real environment variables.
                        "test-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, completed(settings)));
        SpringApplication application =
                new SpringApplication(Stream.concat(Stream.of(ControllerApplication.class), Stream.of(more))
                        .toArray(Class<?>[]::new));
        application.setEnvironment(environment);
        application.setRegisterShutdownHook(false);
        // Not earlier: Spring Boot sets logging up anew at each start, and forgets appenders then.
        application.addInitializers(_ -> lines.capture());
        // Test classes are on the class path and in the product's packages; only those in "more" are part of it.
        application.addInitializers(
                context -> context.getBeanFactory().registerSingleton("productClassesOnly", new ProductClassesOnly()));
        return application.run();
    }

    private static Map<String, Object> completed(Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        if (!all.containsKey("DATABASE_URL")) {
            all.put("DATABASE_URL", TestDatabase.empty().url());
        }
        all.putIfAbsent("API_PORT", "0");
        all.putIfAbsent("API_BIND_ADDR", "127.0.0.1");
        all.putIfAbsent("DATABASE_POOL_SIZE", "5");
        all.putIfAbsent("JWT_SECRET", JWT_SECRET);
        all.putIfAbsent("VAULT_MASTER_KEY", MASTER_KEY);
        Path folder = temporaryFolder();
        all.putIfAbsent("DATA_DIR", folder.resolve("data").toString());
        all.putIfAbsent("TLS_CERT_PATH", folder.resolve("cert.pem").toString());
        all.putIfAbsent("TLS_KEY_PATH", folder.resolve("key.pem").toString());
        all.putIfAbsent("DATA_DIR", folder.toString());
        return all;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("netstacks-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomHex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** {@code https://127.0.0.1:port}; the certificate is from a CA of the test's own. */
    public String baseUrl() {
        return baseUrl;
    }

    /** What the log said between the start and readiness, without levels and times. */
    public List<String> startLog() {
        return List.copyOf(log.lines);
    }

    /** The first administrator's password, as the log printed it; fails when the database had users already. */
    public String adminPassword() {
        return startLog().stream()
                .filter(line -> line.startsWith(PASSWORD_LINE))
                .map(line -> line.substring(PASSWORD_LINE.length()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("This instance created no administrator"));
    }

    /** A client that is not signed in. */
    public ApiClient client() {
        return new ApiClient(baseUrl);
    }

    /** A new client, signed in as the first administrator. */
    public ApiClient admin() {
        return client().login("admin", adminPassword());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        log.release();
        context.close();
    }

    private static final class ProductClassesOnly extends TypeExcludeFilter {

        @Override
        public boolean match(MetadataReader type, MetadataReaderFactory factory) throws IOException {
            return type.getResource().getURI().getPath().contains("/test-classes/");
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ProductClassesOnly;
        }

        @Override
        public int hashCode() {
            return ProductClassesOnly.class.hashCode();
        }
    }

    private static final class LogLines extends AppenderBase<ILoggingEvent> {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        void capture() {
            start();
            root().addAppender(this);
        }

        void release() {
            root().detachAppender(this);
            stop();
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                lines.add(event.getFormattedMessage());
            }
        }

        private static Logger root() {
            return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        }
    }
}
