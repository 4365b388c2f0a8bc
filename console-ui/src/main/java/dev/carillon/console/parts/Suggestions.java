package dev.carillon.console.parts;

import javafx.scene.control.ListView;

/// How what is being written can go on, in a list below its field, which keeps the keyboard and steers the list.
public final class Suggestions<T> extends ListView<T> {
    private static final double ROW = 28;
    private static final double EDGE = 10;

    /// @param name what it is called by who cannot see it
    /// @param take when one is clicked, which is selected then
    public Suggestions(String id, String name, Runnable take) {
        setId(id);
        setAccessibleText(name);
        setFocusTraversable(false);
        setFixedCellSize(ROW);
        getStyleClass().add("suggestions");
        setOnMouseClicked(_ -> take.run());
    }

    /// Whether one is chosen.
    public boolean isChosen() {
        return getSelectionModel().getSelectedItem() != null;
    }

    /// How high it is with its rows, in pixels.
    ///
    /// @param most rows that are seen at once
    public double height(int most) {
        return Math.min(most, getItems().size()) * ROW + EDGE;
    }

    /// Chooses the next one, around the ends; the first or the last when none is chosen yet.
    ///
    /// @param by 1 or -1
    public void move(int by) {
        int count = getItems().size();
        if (count > 0) {
            int at = getSelectionModel().getSelectedIndex();
            int next = at < 0 ? (by > 0 ? 0 : count - 1) : Math.floorMod(at + by, count);
            getSelectionModel().select(next);
            scrollTo(next);
        }
    }
}
