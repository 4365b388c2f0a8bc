package dev.carillon.console.parts;

import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.Control;
import javafx.scene.control.MultipleSelectionModel;

import java.util.function.BooleanSupplier;

/// Chooses the first row of a list that has the keyboard while nothing in it is chosen: the arrows begin somewhere.
///
/// @param free whether nothing is opened that was chosen elsewhere
public record FirstRow(
        Control list,
        MultipleSelectionModel<?> selection,
        ObservableList<?> rows,
        BooleanSupplier free) {
    /// Does it whenever the rows have changed.
    public void follow() {
        rows.addListener((ListChangeListener<Object>) _ -> Platform.runLater(this::choose));
    }

    public void choose() {
        if (list.isFocused() && selection.isEmpty() && free.getAsBoolean() && !rows.isEmpty()) {
            selection.select(0);
        }
    }
}
