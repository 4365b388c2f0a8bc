package dev.carillon.console.parts;

import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Rows of a live list that keep their places while a pointer is over them. Then they change in place only; those that came
/// wait, and those that are gone stay, as they became, until the pointer has left.
public final class StillRows<T> {
    private final Function<T, ?> key;
    private final ObservableList<T> shown = FXCollections.observableArrayList();
    private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper();
    private List<T> latest = List.of();
    private boolean still;

    /// @param key tells which rows are the same one
    public StillRows(Function<T, ?> key) {
        this.key = key;
    }

    /// What is seen.
    public ObservableList<T> shown() {
        return shown;
    }

    /// What would be seen without a pointer.
    public List<T> latest() {
        return latest;
    }

    /// How many rows come or go when the pointer leaves.
    public ReadOnlyIntegerProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /// Makes the list what it should be, now or when the pointer leaves.
    public void apply(List<T> rows) {
        latest = List.copyOf(rows);
        if (!still || shown.isEmpty()) {
            replace(latest);
            return;
        }
        var known = new HashMap<Object, T>();
        latest.forEach(row -> known.put(key.apply(row), row));
        int gone = 0;
        for (int i = 0; i < shown.size(); i++) {
            var row = known.get(key.apply(shown.get(i)));
            if (row == null) {
                gone++;
            } else if (!row.equals(shown.get(i))) {
                shown.set(i, row);
            }
        }
        var there = shown.stream().map(key).collect(Collectors.toSet());
        int come = (int) latest.stream().filter(row -> !there.contains(key.apply(row))).count();
        waiting.set(come + gone);
    }

    /// Shows what became of a row, in its place, when it is seen.
    public void change(T row) {
        if (!still) {
            return;
        }
        var same = key.apply(row);
        for (int i = 0; i < shown.size(); i++) {
            if (key.apply(shown.get(i)).equals(same) && !shown.get(i).equals(row)) {
                shown.set(i, row);
            }
        }
    }

    /// Puts rows behind the last one, which moves none.
    public void add(List<T> rows) {
        var all = new ArrayList<>(latest);
        all.addAll(others(rows, latest));
        latest = List.copyOf(all);
        shown.addAll(others(rows, shown));
    }

    private List<T> others(List<T> rows, List<T> known) {
        var there = known.stream().map(key).collect(Collectors.toSet());
        return rows.stream().filter(row -> !there.contains(key.apply(row))).toList();
    }

    /// Changes rows in their places, also those that are gone and still seen.
    ///
    /// @param change gives the same one for a row that stays as it is
    public void update(UnaryOperator<T> change) {
        latest = latest.stream().map(change).toList();
        for (int i = 0; i < shown.size(); i++) {
            var row = change.apply(shown.get(i));
            if (row != shown.get(i)) {
                shown.set(i, row);
            }
        }
    }

    /// Makes the list what it should be also under a pointer: somebody asked for another one.
    public void replace(List<T> rows) {
        latest = List.copyOf(rows);
        RowUpdates.apply(shown, latest, key);
        waiting.set(0);
    }

    /// Takes all rows away: what comes next is another list.
    public void clear() {
        latest = List.of();
        shown.clear();
        waiting.set(0);
    }

    /// @param pointed whether a pointer is over them
    public void setStill(boolean pointed) {
        still = pointed;
        if (!still) {
            apply(latest);
        }
    }
}
