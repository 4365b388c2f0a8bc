package dev.carillon.engine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.TreeSet;

/// Holds the order of the packages that ARCHITECTURE.md draws: lowest first, each uses only those
/// before it.
class LayersTest {
    private static final String ROOT = "dev.carillon.engine";
    private static final List<String> LOWEST_FIRST =
            List.of(
                    "service",
                    "time",
                    "run",
                    "policy",
                    "store",
                    "segment",
                    "log",
                    "executor",
                    "change",
                    "auth",
                    "feed",
                    "catalog",
                    "queue",
                    "forecast",
                    "schedule",
                    "work",
                    "http");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(ROOT);

    @Test
    void eachPackageUsesOnlyThoseBelowIt() {
        noClasses()
                .that(resideInAPackage(ROOT + ".store"))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".store.jdbc.."))
                .check(CLASSES);
        for (int i = 0; i < LOWEST_FIRST.size(); i++) {
            for (String above : LOWEST_FIRST.subList(i + 1, LOWEST_FIRST.size())) {
                noClasses()
                        .that(resideInAPackage(ROOT + "." + LOWEST_FIRST.get(i) + ".."))
                        .should()
                        .dependOnClassesThat(resideInAPackage(ROOT + "." + above + ".."))
                        .check(CLASSES);
            }
        }
    }

    @Test
    void everyPackageIsInTheList() {
        var packages = new TreeSet<String>();
        CLASSES.forEach(
                each -> {
                    String rest = each.getPackageName().substring(ROOT.length());
                    if (!rest.isEmpty()) {
                        packages.add(rest.substring(1).split("\\.")[0]);
                    }
                });

        assertThat(packages).isEqualTo(new TreeSet<>(LOWEST_FIRST));
    }

    @Test
    void onlyScheduleKnowsQuartz() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".schedule..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.quartz..")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoresSpeakSql() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".store.jdbc..", ROOT + ".executor.sql..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".Engine")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".schedule.LaneJobStore")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(CLASSES);
    }

    @Test
    void onlyHttpKnowsHelidon() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(CLASSES);
    }

    @Test
    void onlyTheShellExecutorStartsProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".executor.shell..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .check(CLASSES);
    }

    @Test
    void nobodySleepsOrAsksTheWallClock() {
        HouseRules.NOBODY_SLEEPS_OR_ASKS_THE_WALL_CLOCK.check(CLASSES);
    }
}
