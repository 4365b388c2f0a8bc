package dev.carillon.api;

import java.util.Collection;
import java.util.Comparator;

/// "Did you mean …?", for definitions, configurations and command lines.
public final class Nearest {
    private Nearest() {}

    static String unknownKey(String key, Collection<String> known) {
        if (key.equals("dependsOn") || key.equals("placement")) {
            return "\"" + key + "\" is not supported by this version; remove it";
        }
        return "unknown key \"" + cut(key) + "\"" + hint(key, known);
    }

    /// The end of a sentence about an unknown word: the nearest of the known words, or all of them when
    /// none is near and they are few.
    public static String hint(String word, Collection<String> known) {
        String nearest =
                known.stream()
                        .min(Comparator.comparingInt(candidate -> distance(cut(word), candidate)))
                        .orElse("");
        return distance(cut(word), nearest) <= Math.max(2, cut(word).length() / 3)
                ? ", did you mean \"" + nearest + "\"?"
                : known.size() > 30 ? "" : "; known here: " + String.join(", ", known);
    }

    private static String cut(String word) {
        return word.length() > 60 ? word.substring(0, 60) + "…" : word;
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
