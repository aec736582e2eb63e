package io.netstacks.controller.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstacks.controller.testing.TestController;
import io.netstacks.controller.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class FirstAdministratorIT {

    private static final String CREATED = "Created default admin user";

    @Test
    @DisplayName("F001 a second start on the same database creates and prints nothing")
    void aSecondStartCreatesNothing() throws Exception {
        TestDatabase database = TestDatabase.empty();
        Map<String, String> settings = Map.of("DATABASE_URL", database.url());
        try (TestController first = TestController.start(settings);
                TestController second = TestController.start(settings)) {
            assertThat(first.startLog()).contains(CREATED);
            assertThat(second.startLog()).noneMatch(line -> line.contains("dmin"));
            String token = second.client().login("admin", first.adminPassword()).token();
            assertThat(first.client().withToken(token).get("/api/auth/me").status())
                    .as("E003 a token of one instance is good on the other")
                    .isEqualTo(200);
        }
        assertThat(users(database)).containsExactly("admin");
    }

    @Test
    @DisplayName("F002 of instances that start at once exactly one creates the administrator and prints a password")
    void ofManyExactlyOneCreatesTheAdministrator(CapturedOutput output) throws Exception {
        TestDatabase database = TestDatabase.empty();
        Map<String, String> settings = Map.of("DATABASE_URL", database.url());
        int runs = 4;
        try (TestController one = TestController.start(settings);
                TestController two = TestController.start(settings);
                ExecutorService threads = Executors.newFixedThreadPool(runs)) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("delete from users");
            }
            int printedBefore = occurrences(output.getAll());
            CyclicBarrier together = new CyclicBarrier(runs);
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                FirstAdministrator step = (i % 2 == 0 ? one : two).bean(FirstAdministrator.class);
                results.add(threads.submit(() -> {
                    together.await();
                    step.run();
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
            assertThat(occurrences(output.getAll()) - printedBefore).isEqualTo(1);
        }
        assertThat(users(database)).containsExactly("admin");
    }

    private static int occurrences(String output) {
        return output.split("Admin password: [A-Za-z0-9]{16}\\b", -1).length - 1;
    }

    private static List<String> users(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select username from users order by username")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
