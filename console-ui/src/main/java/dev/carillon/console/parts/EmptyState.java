package dev.carillon.console.parts;

import atlantafx.base.theme.Styles;

import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// In place of a list without lines: why it is empty, and what to do next.
public final class EmptyState extends VBox {
    public EmptyState(Feather icon, String title, String text) {
        getStyleClass().add("empty-state");
        setAlignment(Pos.CENTER);
        var heading = new Label(title);
        heading.getStyleClass().add("empty-title");
        var more = new Prose(text);
        more.getStyleClass().add("muted");
        more.setTextAlignment(TextAlignment.CENTER);
        more.setMaxWidth(520);
        more.setAlignment(Pos.CENTER);
        getChildren().addAll(new FontIcon(icon), heading, more);
    }

    /// Adds what to do next.
    public EmptyState with(String text, Runnable action) {
        var button = new Button(text);
        button.getStyleClass().add(Styles.ACCENT);
        button.setOnAction(_ -> action.run());
        getChildren().add(button);
        return this;
    }
}
