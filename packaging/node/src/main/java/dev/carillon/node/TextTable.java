package dev.carillon.node;

import java.util.ArrayList;
import java.util.List;

/// A table of aligned columns for people. Cells are made harmless; the last column is not padded.
record TextTable(List<String> head, List<List<String>> rows) {
    TextTable {
        head = List.copyOf(head);
        rows = List.copyOf(rows);
    }

    /// @param width longest line, longer ones are cut; 0 is no limit
    List<String> lines(int width) {
        var all = new ArrayList<List<String>>();
        all.add(head);
        rows.forEach(row -> all.add(row.stream().map(PlainText::line).toList()));
        int[] widths = new int[head.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        return all.stream().map(row -> cut(joined(row, widths), width)).toList();
    }

    static String cut(String line, int width) {
        return width <= 0 || length(line) <= width
                ? line
                : line.substring(0, line.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String joined(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - length(row.get(i)) + 2);
        }
        return line.toString().stripTrailing();
    }
}
