package dev.carillon.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// "Did you mean …?", for definitions, configurations and command lines.
public final class Nearest {
    private static final int MOST_LISTED = 30;

    private Nearest() {}

    /// What to say about a key that a part of a definition does not have.
    static String unknownKey(String key, Part part) {
        return "unknown key \""
                + Characters.shown(key)
                + "\""
                + nearest(key, part.keys())
                        .map(Nearest::question)
                        .or(() -> part.home(key).map(Nearest::elsewhere))
                        .orElseGet(() -> listed(part.keys()));
    }

    private static String elsewhere(Part part) {
        return part.path().isEmpty()
                ? "; it belongs to the " + part.document().word() + " itself, not in here"
                : "; it belongs in \"" + part.path() + "\"";
    }

    /// The nearest of the known words, or all of them when none is near.
    public static String hint(String word, Collection<String> known) {
        return nearest(word, known).map(Nearest::question).orElseGet(() -> listed(known));
    }

    private static String question(String word) {
        return ", did you mean \"" + word + "\"?";
    }

    private static String listed(Collection<String> known) {
        return known.size() > MOST_LISTED ? "" : "; known here: " + String.join(", ", known);
    }

    private static Optional<String> nearest(String word, Collection<String> known) {
        String cut = Characters.shown(word).toLowerCase(Locale.ROOT);
        int near = cut.length() < 4 ? 1 : Math.max(2, cut.length() / 3);
        return known.stream()
                .min(Comparator.comparingInt(each -> distance(cut, each.toLowerCase(Locale.ROOT))))
                .filter(each -> distance(cut, each.toLowerCase(Locale.ROOT)) <= near);
    }

    // Levenshtein.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
