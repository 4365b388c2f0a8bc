package dev.carillon.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.text.Text;

import org.junit.jupiter.api.Test;

/// What may know what in the console.
class ConsoleLayersTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.carillon.console");

    @Test
    void modelsKnowNothingThatIsDrawn() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javafx.scene..", "javafx.stage..", "atlantafx..", "org.kordamp..")
                .check(CLASSES);
    }

    @Test
    void packagesDoNotKnowEachOtherInACircle() {
        slices().matching("dev.carillon.console.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheRootKnowsHowToConnect() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.carillon.console")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.carillon.api.client..")
                .check(CLASSES);
    }

    @Test
    void textsOfUsersAreBrokenIntoLinesByProse() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Prose")
                .should()
                .callMethod(Label.class, "setWrapText", boolean.class)
                .orShould()
                .callMethod(TextArea.class, "setWrapText", boolean.class)
                .orShould()
                .callMethod(Text.class, "setWrappingWidth", double.class)
                .check(CLASSES);
    }
}
