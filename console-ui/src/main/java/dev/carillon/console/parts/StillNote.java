package dev.carillon.console.parts;

import dev.carillon.console.words.Texts;

import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

import java.util.function.Consumer;

/// Lets the rows of a table keep their places while the pointer is over it, and says meanwhile how many come or go later.
public final class StillNote extends Label {
    private static final Texts TEXTS = Texts.of(StillNote.class);

    /// @param table which has an id
    /// @param waiting how many rows come or go later
    /// @param still told whether the pointer is over the table
    public StillNote(Region table, ReadOnlyIntegerProperty waiting, Consumer<Boolean> still) {
        table.hoverProperty().subscribe(still);
        setId(table.getId() + "-still");
        getStyleClass().add("muted");
        managedProperty().bind(visibleProperty());
        visibleProperty().bind(waiting.greaterThan(0));
        waiting.subscribe(count -> setText(TEXTS.get("still", count)));
    }
}
