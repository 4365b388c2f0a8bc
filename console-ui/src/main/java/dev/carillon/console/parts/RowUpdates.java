package dev.carillon.console.parts;

import javafx.collections.ObservableList;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes a list what it should be with as few changes as rows that differ, so that selection and scroll position stay.
public final class RowUpdates {
    private RowUpdates() {}

    /// @param key tells which rows are the same one
    public static <T> void apply(ObservableList<T> list, List<T> wanted, Function<T, ?> key) {
        var keep = wanted.stream().map(key).collect(Collectors.toSet());
        list.removeIf(row -> !keep.contains(key.apply(row)));
        for (int i = 0; i < wanted.size(); i++) {
            T row = wanted.get(i);
            if (i >= list.size()) {
                list.add(row);
            } else if (!key.apply(list.get(i)).equals(key.apply(row))) {
                // It comes from further behind, or is new.
                var same = key.apply(row);
                list.subList(i, list.size()).removeIf(other -> key.apply(other).equals(same));
                list.add(i, row);
            } else if (!list.get(i).equals(row)) {
                list.set(i, row);
            }
        }
    }
}
