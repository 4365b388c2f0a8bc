package dev.carillon.console.parts;

import atlantafx.base.controls.ModalPane;

import dev.carillon.api.CarillonException;
import dev.carillon.console.link.ClusterLink;
import dev.carillon.console.words.Sentence;
import dev.carillon.console.words.Texts;

import javafx.geometry.Pos;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;

/// Says what is wrong on a screen while something is, with a way to all that is known of it.
public final class ProblemLine extends HBox {
    private static final Texts TEXTS = Texts.of(ProblemLine.class);
    private static final double WIDTH = 640;
    private static final int LEAST_ROWS = 7;
    private static final int MOST_ROWS = 18;

    private final Label text = new Prose();
    private final Hyperlink details = new Hyperlink(TEXTS.get("problem.details"));

    public ProblemLine() {
        super(8);
        text.getStyleClass().add("problem");
        details.setId("problem-details");
        details.setMinWidth(Region.USE_PREF_SIZE);
        details.managedProperty().bind(details.visibleProperty());
        setAlignment(Pos.CENTER_LEFT);
        setVisible(false);
        managedProperty().bind(visibleProperty());
        getChildren().addAll(text, details);
    }

    /// @param modal where the details are shown
    /// @param link whose token is kept out of them
    public void follow(ModalPane modal, ClusterLink link, Problem problem) {
        problem.textProperty()
                .subscribe(
                        sentence -> {
                            text.setText(Sentence.begin(sentence));
                            details.setVisible(problem.why() != null);
                            setVisible(sentence != null);
                        });
        details.setOnAction(
                _ -> {
                    var why = problem.why();
                    if (why != null) {
                        show(modal, link, why);
                    }
                });
    }

    private static void show(ModalPane modal, ClusterLink link, CarillonException why) {
        String report =
                ErrorReport.of(
                        TEXTS.get("problem.what"), why, link.profile(), link.clock().instant());
        int rows = Math.clamp(report.lines().count() + 1, LEAST_ROWS, MOST_ROWS);
        var area = Clip.area("problem-report", TEXTS.get("problem.report"), report, rows);
        var sheet = new Sheet(modal, "problem-sheet", TEXTS.get("problem.report"), WIDTH, area);
        sheet.button("problem-close", TEXTS.get("problem.close"), sheet::close)
                .setCancelButton(true);
        var copy = sheet.action("problem-copy", TEXTS.get("problem.copy"), () -> {});
        Clip.by(copy, report, TEXTS.get("problem.copied"));
        sheet.open();
        copy.requestFocus();
    }
}
