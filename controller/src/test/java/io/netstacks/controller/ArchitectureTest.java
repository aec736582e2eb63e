package io.netstacks.controller;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house: packages are features, each knows only what stands below it. */
class ArchitectureTest {

    private static final String ROOT = "io.netstacks.controller";

    /** What a package may use of ours, besides itself. */
    private static final Map<String, String[]> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("environment", new String[] {}),
            Map.entry("startup", new String[] {}),
            Map.entry("terminal", new String[] {}),
            Map.entry("storage", new String[] {"environment", "startup"}),
            Map.entry("web", new String[] {"environment", "storage", "startup"}),
            Map.entry("audit", new String[] {"storage"}),
            Map.entry("auth", new String[] {"environment", "storage", "startup", "web", "audit"}),
            Map.entry("inventory", new String[] {"auth", "web", "storage", "audit"}),
            Map.entry("vault", new String[] {"inventory", "auth", "web", "storage", "startup", "audit", "environment"}),
            Map.entry("tls", new String[] {"vault", "storage", "startup", "environment", "web", "auth"}),
            Map.entry("cluster", new String[] {"terminal", "storage", "startup", "environment"}),
            Map.entry("device", new String[] {"terminal", "auth", "web", "storage", "environment", "audit", "startup"}),
            Map.entry(
                    "recording",
                    new String[] {"terminal", "cluster", "auth", "web", "storage", "startup", "environment", "audit"}),
            Map.entry(
                    "health", new String[] {"cluster", "storage", "startup", "environment", "web", "auth", "terminal"}),
            Map.entry("broker", new String[] {
                "terminal",
                "cluster",
                "device",
                "recording",
                "vault",
                "inventory",
                "auth",
                "audit",
                "web",
                "storage",
                "startup",
                "environment"
            })));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // What the build before this one generated from the wiring; it is nobody's to keep in order.
            .withImportOption(location -> !location.contains("__"))
            .importPackages(ROOT);

    static Iterable<String> packages() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageUsesOnlyWhatStandsBelowIt(String name) {
        String[] allowed = Arrays.stream(MAY_USE.get(name))
                .map(other -> ROOT + "." + other + "..")
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage(ROOT + "..")
                .and(DescribedPredicate.not(resideInAPackage(ROOT + "." + name + "..")))
                .and(DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed)));
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name + "..")
                .should()
                .dependOnClassesThat(ours)
                .check(CLASSES);
    }

    @Test
    void everyPackageIsOneOfTheHouse() {
        String[] known =
                MAY_USE.keySet().stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new);
        classes()
                .that()
                .doNotHaveFullyQualifiedName(ROOT + ".ControllerApplication")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(known)
                .check(CLASSES);
    }

    @Test
    void thereAreNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void aLiveSessionKnowsNoTransportNoSqlAndNoRedis() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".terminal..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + ".terminal..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void nothingBlocksOutsideOfStartAndStop() {
        noClasses()
                .that()
                .doNotImplement(io.netstacks.controller.startup.StartupStep.class)
                .and()
                .doNotImplement(org.springframework.context.SmartLifecycle.class)
                .and()
                .doNotImplement(org.springframework.beans.factory.DisposableBean.class)
                .should()
                .callMethodWhere(new DescribedPredicate<JavaAccess<?>>("block a Reactor type") {
                    @Override
                    public boolean test(JavaAccess<?> access) {
                        return access.getName().startsWith("block")
                                && access.getTargetOwner().getPackageName().startsWith("reactor.core");
                    }
                })
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void nothingPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
