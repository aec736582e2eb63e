package io.netstacks.controller.environment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What {@code RUST_LOG} asks for, in the syntax of Rust's env_logger (its documentation, "Enabling logging"): comma-separated {@code level},
 * {@code target=level} or {@code target}, and after a slash a regular expression that messages must match.
 *
 * @param levels a Logback level for each logger, {@code root} for everything else; empty when nothing was asked for
 * @param messages what a message must match to be logged; null for all
 * @param warnings what could not be understood and is ignored
 */
record LogDirectives(Map<String, String> levels, @Nullable String messages, List<String> warnings) {

    private static final String ROOT = "root";
    private static final Set<String> LEVELS = Set.of("off", "error", "warn", "info", "debug", "trace");
    private static final Pattern TARGET = Pattern.compile("[A-Za-z0-9_.:$-]+");
    /** Where the directives name targets but no level for the rest, the rest keeps telling about its errors. */
    private static final String LEVEL_OF_THE_REST = "error";

    static LogDirectives parse(String text) {
        Map<String, String> levels = new LinkedHashMap<>();
        List<String> warnings = new ArrayList<>();
        String[] parts = text.split("/", -1);
        if (parts.length > 2) {
            warnings.add("is ignored: it holds more than one slash");
            return new LogDirectives(levels, null, warnings);
        }
        for (String directive : parts[0].split(",")) {
            if (!directive.isBlank()) {
                add(directive.strip(), levels, warnings);
            }
        }
        if (!levels.isEmpty()) {
            levels.putIfAbsent(ROOT, LEVEL_OF_THE_REST);
        }
        return new LogDirectives(levels, parts.length == 2 ? messagePattern(parts[1], warnings) : null, warnings);
    }

    private static void add(String directive, Map<String, String> levels, List<String> warnings) {
        String[] targetAndLevel = directive.split("=", -1);
        String target = targetAndLevel[0].strip();
        String level = targetAndLevel.length > 1 ? targetAndLevel[1].strip().toLowerCase(Locale.ROOT) : "";
        if (targetAndLevel.length == 1 && LEVELS.contains(target.toLowerCase(Locale.ROOT))) {
            levels.put(ROOT, target.toLowerCase(Locale.ROOT));
        } else if (targetAndLevel.length > 2
                || !TARGET.matcher(target).matches()
                || (!level.isEmpty() && !LEVELS.contains(level))) {
            warnings.add(
                    "holds the directive \"" + printable(directive)
                            + "\", which is ignored: expected a level (off, error, warn, info, debug, trace), a target, or target=level");
        } else {
            levels.put(logger(target), level.isEmpty() ? "trace" : level);
        }
    }

    /** The Java logger for a target: {@code netstacks::auth} and {@code netstacks::controller::auth} are both our auth package. */
    private static String logger(String target) {
        String name = target.replace("::", ".");
        if (name.equals("netstacks")) {
            return "io.netstacks";
        }
        if (name.startsWith("netstacks.")) {
            String inside = name.substring("netstacks.".length());
            return inside.equals("controller") || inside.startsWith("controller.")
                    ? "io.netstacks." + inside
                    : "io.netstacks.controller." + inside;
        }
        return name;
    }

    private static @Nullable String messagePattern(String regex, List<String> warnings) {
        if (regex.isEmpty()) {
            return null;
        }
        try {
            return Pattern.compile(regex).pattern();
        } catch (PatternSyntaxException e) {
            warnings.add("has a filter after the slash that is not a regular expression; all messages are logged");
            return null;
        }
    }

    private static String printable(String directive) {
        String plain = directive.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 60 ? plain.substring(0, 60) + "…" : plain;
    }
}
