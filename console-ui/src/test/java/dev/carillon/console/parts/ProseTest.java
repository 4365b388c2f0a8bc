package dev.carillon.console.parts;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.TextArea;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.framework.junit5.ApplicationTest;

@EnabledIf("dev.carillon.console.UiLibraries#areThere")
class ProseTest extends ApplicationTest {
    private static final String HEBREW = "תיאור של עבודה עם כיוון הפוך";

    private static void layOut(Prose prose, double width) {
        prose.resize(width, prose.prefHeight(width));
        prose.layout();
    }

    private static Prose shown(String text) {
        var prose = new Prose(text);
        new Scene(new VBox(prose), 500, 300).getRoot().applyCss();
        return prose;
    }

    /// The text as it is on the screen.
    private static String drawn(Parent parent) {
        return parent.getChildrenUnmodifiable().stream()
                .map(
                        child ->
                                switch (child) {
                                    case Text text -> text.getText();
                                    case Parent more -> drawn(more);
                                    default -> "";
                                })
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEBREW,
                "\u202e" + HEBREW + "\u202c ومعها العربية",
                "ومعها العربية وكل شيء على ما يرام",
                "team " + HEBREW + ", default abc",
                "हिन्दी में एक विवरण जो लंबा है",
                "z̃̄h́̂̃̄alg̃o h́̂̃̄i and more of it 🔥🔥🔥",
                HEBREW + "\n\n" + HEBREW,
                "\u2067abc\u2069"
            })
    void everyScriptIsLaidOutAtEveryWidth(String text) {
        interact(
                () -> {
                    var prose = shown(text);
                    for (double width = 1; width < 400; width += 1.5) {
                        layOut(prose, width);
                        prose.snapshot(null, null);
                    }
                });
    }

    @Test
    void theWholeTextIsThereInTheLinesThatFit() {
        interact(
                () -> {
                    var prose = shown(HEBREW);
                    double one = prose.prefHeight(1_000);
                    layOut(prose, 100);

                    String drawn = drawn(prose);
                    assertThat(drawn.replace("\n", "")).isEqualTo(HEBREW);
                    assertThat(drawn.lines()).hasSizeBetween(2, 4);
                    assertThat(drawn.lines()).allMatch(line -> new Text(line).prefWidth(-1) <= 101);
                    assertThat(prose.getHeight()).isGreaterThan(1.5 * one);
                    assertThat(prose.getText()).isEqualTo(HEBREW);
                });
    }

    @Test
    void aWordWiderThanItsColumnIsCut() {
        interact(
                () -> {
                    var prose = shown("ת".repeat(400));
                    layOut(prose, 90);
                    assertThat(prose.getHeight()).isGreaterThan(10 * prose.getFont().getSize());
                });
    }

    @Test
    void aTextThatChangesIsBrokenByWhoCanBreakIt() {
        interact(
                () -> {
                    var prose = shown("The job ran with an error of two words and many more");
                    assertThat(prose.isWrapText()).isTrue();
                    assertThat(prose.getGraphic()).isNull();
                    prose.setText(HEBREW);
                    layOut(prose, 120);
                    assertThat(prose.isWrapText()).isFalse();
                    prose.setText("Größe ≠ 3 → ΑΒΓ, 日本語 한국어");
                    layOut(prose, 120);
                    assertThat(prose.isWrapText()).isTrue();
                    assertThat(drawn(prose)).startsWith("Größe");
                });
    }

    @Test
    void anAreaBreaksWhatCanBeBroken() {
        interact(
                () -> {
                    var area = new TextArea();
                    Prose.wrap(area);
                    area.setText("error: " + HEBREW);
                    assertThat(area.isWrapText()).isFalse();
                    area.setText("error: none");
                    assertThat(area.isWrapText()).isTrue();
                });
    }
}
