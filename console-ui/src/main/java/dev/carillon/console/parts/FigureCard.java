package dev.carillon.console.parts;

import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;

/// One number with what it is, leading to what is behind it.
public final class FigureCard extends VBox {
    private final Label figure = new Label("–");
    private final Label label = new Label();
    private String text;

    /// @param action goes to the list behind the number
    public FigureCard(String id, String text, Runnable action) {
        this.text = text;
        setId(id);
        getStyleClass().addAll("card", "figure-card");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.HYPERLINK);
        figure.getStyleClass().add("figure");
        label.setText(text);
        label.getStyleClass().add("figure-label");
        getChildren().addAll(figure, label);
        setOnMouseClicked(_ -> action.run());
        setOnKeyPressed(
                pressed -> {
                    if (pressed.getCode() == KeyCode.ENTER || pressed.getCode() == KeyCode.SPACE) {
                        pressed.consume();
                        action.run();
                    }
                });
    }

    public void setFigure(String value) {
        figure.setText(value);
        setAccessibleText(value + " " + text);
    }

    /// Says what the figure is of.
    public void setText(String value) {
        if (!value.equals(text)) {
            text = value;
            label.setText(value);
            setAccessibleText(figure.getText() + " " + value);
        }
    }

    public String getFigure() {
        return figure.getText();
    }

    /// Whether somebody has to look at it.
    public void setBad(boolean bad) {
        figure.getStyleClass().remove("figure-bad");
        if (bad) {
            figure.getStyleClass().add("figure-bad");
        }
    }
}
