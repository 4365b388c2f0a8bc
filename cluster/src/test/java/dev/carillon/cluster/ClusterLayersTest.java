package dev.carillon.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.carillon.engine.HouseRules;

import org.junit.jupiter.api.Test;

import java.io.ObjectInputStream;

/// What the classes of the cluster may know.
class ClusterLayersTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.carillon.cluster");

    @Test
    void onlyOnePackageKnowsJGroups() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.carillon.cluster.jgroups..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jgroups..")
                .check(CLASSES);
    }

    @Test
    void nobodyDeserialisesObjectsOfOthers() {
        noClasses()
                .should()
                .callMethodWhere(
                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                com.tngtech.archunit.core.domain.properties.HasName.Predicates
                                        .nameMatching("getObject|objectFromByteBuffer")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("org\\.jgroups\\..*(ObjectMessage|Rpc|Marshaller).*")
                .check(CLASSES);
    }

    @Test
    void theClusterSpeaksNoSqlAndNoHttp() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.carillon.cluster.ClusterOfNodes$Session")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "java.net.http..", "io.helidon..")
                .check(CLASSES);
    }

    @Test
    void nobodySleepsOrAsksTheWallClock() {
        HouseRules.NOBODY_SLEEPS_OR_ASKS_THE_WALL_CLOCK.check(CLASSES);
    }
}
