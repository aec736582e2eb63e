package io.netstacks.controller.environment;

import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * The catalogue of all settings, read from the {@code @ConfigurationProperties} records that describe them with {@link Setting}.
 *
 * <p>It is made on demand, for the configuration reference and for explaining a start that failed; a start that succeeds never scans.
 */
public final class Settings {

    private static final String PACKAGE = "io.netstacks.controller";

    /** The settings of one feature: the names of their variables begin with {@code prefix}. */
    record Group(String prefix, Class<?> type) {}

    private final List<Group> groups;
    private final List<SettingDescription> all;

    Settings(List<Group> groups) {
        this.groups = groups;
        this.all = groups.stream()
                .flatMap(group -> describe(group).stream())
                .sorted(Comparator.comparing(SettingDescription::variable))
                .toList();
    }

    /** Scans the class path. */
    public static Settings scan() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return new Settings(scanner.findCandidateComponents(PACKAGE).stream()
                .<Class<?>>map(
                        candidate -> ClassUtils.resolveClassName(String.valueOf(candidate.getBeanClassName()), null))
                .filter(Class::isRecord)
                .map(type -> new Group(prefix(type), type))
                .toList());
    }

    /** All settings, by the name of their variable. */
    public List<SettingDescription> all() {
        return all;
    }

    /** The setting that Spring knows as {@code property}, for example {@code database.pool-size}. */
    Optional<SettingDescription> ofProperty(String property) {
        return all.stream()
                .filter(setting -> setting.property().equals(property))
                .findFirst();
    }

    /** What is wrong in {@code environment}: for each record of settings the first thing that it refuses. */
    List<InvalidSettingException> problemsIn(Environment environment) {
        Binder binder = Binder.get(environment);
        List<InvalidSettingException> problems = new ArrayList<>();
        for (Group group : groups) {
            InvalidSettingException problem = problemOf(binder, group);
            if (problem != null) {
                problems.add(problem);
            }
        }
        return problems;
    }

    /** The setting that made {@code failure} happen, or null when none did. */
    @Nullable
    InvalidSettingException explain(Throwable failure) {
        BindException bind = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof InvalidSettingException invalid) {
                return invalid;
            }
            if (t instanceof BindException found) {
                bind = found;
            }
        }
        return bind == null ? null : unreadable(bind.getName().toString());
    }

    private InvalidSettingException unreadable(String property) {
        return ofProperty(property)
                .map(setting -> new InvalidSettingException(
                        setting.variable(), "cannot be read", setting.form(), setting.example()))
                .orElseGet(() -> new InvalidSettingException(
                        variable(property), "cannot be read", "a value of its type", "unset it to get the default"));
    }

    private @Nullable InvalidSettingException problemOf(Binder binder, Group group) {
        try {
            binder.bindOrCreate(group.prefix(), Bindable.of(group.type()));
            return null;
        } catch (RuntimeException e) {
            return explain(e);
        }
    }

    private static List<SettingDescription> describe(Group group) {
        Set<String> required = required(group);
        List<SettingDescription> settings = new ArrayList<>();
        for (Parameter component : components(group.type())) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(
                        group.type().getName() + "." + component.getName() + " has no @Setting");
            }
            DefaultValue defaultValue = component.getAnnotation(DefaultValue.class);
            String property = property(group, component);
            settings.add(new SettingDescription(
                    variable(property),
                    property,
                    setting.description(),
                    setting.form(),
                    setting.example(),
                    defaultValue == null ? null : String.join(",", defaultValue.value()),
                    required.contains(variable(property))));
        }
        return settings;
    }

    /** Required is what an empty environment is refused for; each one found is given its example, so that the next one shows. */
    private static Set<String> required(Group group) {
        Set<String> required = new HashSet<>();
        Map<String, String> values = new HashMap<>();
        while (true) {
            try {
                new Binder(new MapConfigurationPropertySource(values))
                        .bindOrCreate(group.prefix(), Bindable.of(group.type()));
                return required;
            } catch (RuntimeException e) {
                InvalidSettingException missing = cause(e);
                if (missing == null || !required.add(missing.variable())) {
                    return required;
                }
                for (Parameter component : components(group.type())) {
                    String property = property(group, component);
                    Setting setting = component.getAnnotation(Setting.class);
                    if (setting != null && variable(property).equals(missing.variable())) {
                        values.put(property, setting.example());
                    }
                }
            }
        }
    }

    /** The parameters of a record's canonical constructor; annotations may stand there only. */
    private static Parameter[] components(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).getParameters();
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String property(Group group, Parameter component) {
        return group.prefix() + "." + dashed(component.getName());
    }

    private static @Nullable InvalidSettingException cause(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof InvalidSettingException invalid) {
                return invalid;
            }
        }
        return null;
    }

    private static String prefix(Class<?> type) {
        ConfigurationProperties annotation = type.getAnnotation(ConfigurationProperties.class);
        return annotation.value().isEmpty() ? annotation.prefix() : annotation.value();
    }

    private static String dashed(String component) {
        return component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
