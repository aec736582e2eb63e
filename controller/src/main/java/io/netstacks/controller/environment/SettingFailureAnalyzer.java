package io.netstacks.controller.environment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Explains a start that failed because of settings: all of them at once, each with its variable, what was wrong, the form and an example. Comes before
 * Spring Boot's own analyzers because those print values, which may be secret.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class SettingFailureAnalyzer implements FailureAnalyzer {

    private final Environment environment;

    SettingFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        Settings settings = Settings.scan();
        InvalidSettingException cause = settings.explain(failure);
        if (cause == null) {
            return null;
        }
        Map<String, String> problems = new LinkedHashMap<>();
        problems.put(cause.variable(), cause.getMessage());
        settings.problemsIn(environment)
                .forEach(problem -> problems.putIfAbsent(problem.variable(), problem.getMessage()));
        return new FailureAnalysis(
                String.join("\n", problems.values()),
                problems.size() == 1
                        ? "Set this environment variable and start again."
                        : "Set these " + problems.size() + " environment variables and start again.",
                cause);
    }
}
