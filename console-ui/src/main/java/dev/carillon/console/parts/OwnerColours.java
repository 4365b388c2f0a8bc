package dev.carillon.console.parts;

import javafx.scene.paint.Color;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gives each of some names a letter and a colour that can be told apart, so that none needs the other. Names keep
/// theirs as long as they are there.
public final class OwnerColours {
    private static final List<Color> COLOURS =
            List.of(
                    Color.web("#3b82f6"),
                    Color.web("#22a06b"),
                    Color.web("#d97706"),
                    Color.web("#8b5cf6"),
                    Color.web("#db2777"),
                    Color.web("#0891b2"),
                    Color.web("#a3a30f"),
                    Color.web("#dc2626"),
                    Color.web("#64748b"),
                    Color.web("#b45309"));
    private static final int LETTERS = 26;
    private final Map<String, Integer> places = new TreeMap<>();

    /// The names there are now; those that left make their place free.
    public void keep(Collection<String> names) {
        places.keySet().retainAll(names);
        for (String name : new TreeSet<>(names)) {
            if (!places.containsKey(name)) {
                int place = 0;
                while (places.containsValue(place)) {
                    place++;
                }
                places.put(name, place);
            }
        }
    }

    /// Gray for a name that is not there.
    public Color colour(String name) {
        var place = places.get(name);
        return place == null ? Color.GRAY : COLOURS.get(place % COLOURS.size());
    }

    /// `A` to `Z`, then `AA`; `?` for a name that is not there.
    public String letter(String name) {
        var place = places.get(name);
        if (place == null) {
            return "?";
        }
        String last = Character.toString('A' + place % LETTERS);
        return place < LETTERS ? last : Character.toString('A' + place / LETTERS - 1) + last;
    }
}
