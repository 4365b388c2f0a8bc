package dev.carillon.console.link;

import dev.carillon.api.Page;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A list that a node tells page by page.
///
/// @param more whether there are others
public record Pages<T>(List<T> items, boolean more) {
    public Pages {
        items = List.copyOf(items);
    }

    /// Reads until there are no more, or enough. On another thread than the screen's.
    ///
    /// @param ask reads the page at a cursor, null for the first
    /// @param enough no further page is asked for when so many are there
    public static <T> Pages<T> read(Function<@Nullable String, Page<T>> ask, int enough) {
        var found = new ArrayList<T>();
        String cursor = null;
        do {
            var page = ask.apply(cursor);
            found.addAll(page.items());
            cursor = page.cursor();
        } while (cursor != null && found.size() < enough);
        return new Pages<>(found, cursor != null);
    }
}
