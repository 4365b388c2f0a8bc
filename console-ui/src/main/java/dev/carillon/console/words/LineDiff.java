package dev.carillon.console.words;

import java.util.ArrayList;
import java.util.List;

/// What differs between two texts, line by line, with the fewest changed lines: the longest common subsequence by its
/// table, which is small, since what begins and ends alike is left out first. Of
/// two long texts that have nothing in common, one follows the other.
public final class LineDiff {
    private static final int MOST_CELLS = 4_000_000;

    /// How a line came about.
    public enum Kind {
        SAME,
        REMOVED,
        ADDED
    }

    public record Line(Kind kind, String text) {
        /// As it is shown, with its sign.
        public String shown() {
            return switch (kind) {
                        case SAME -> "  ";
                        case ADDED -> "+ ";
                        case REMOVED -> "- ";
                    }
                    + text;
        }
    }

    private LineDiff() {}

    public static List<Line> of(String before, String after) {
        var left = before.lines().toList();
        var right = after.lines().toList();
        int start = 0;
        while (start < Math.min(left.size(), right.size())
                && left.get(start).equals(right.get(start))) {
            start++;
        }
        int end = 0;
        while (end < Math.min(left.size(), right.size()) - start
                && left.get(left.size() - 1 - end).equals(right.get(right.size() - 1 - end))) {
            end++;
        }
        var lines = new ArrayList<Line>();
        left.subList(0, start).forEach(line -> lines.add(new Line(Kind.SAME, line)));
        lines.addAll(
                middle(
                        left.subList(start, left.size() - end),
                        right.subList(start, right.size() - end)));
        left.subList(left.size() - end, left.size())
                .forEach(line -> lines.add(new Line(Kind.SAME, line)));
        return List.copyOf(lines);
    }

    private static List<Line> middle(List<String> left, List<String> right) {
        var lines = new ArrayList<Line>();
        if ((long) left.size() * right.size() > MOST_CELLS) {
            left.forEach(line -> lines.add(new Line(Kind.REMOVED, line)));
            right.forEach(line -> lines.add(new Line(Kind.ADDED, line)));
            return lines;
        }
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] =
                        left.get(i).equals(right.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                lines.add(new Line(Kind.SAME, left.get(i)));
                i++;
                j++;
            } else if (j >= right.size()
                    || i < left.size() && common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new Line(Kind.REMOVED, left.get(i++)));
            } else {
                lines.add(new Line(Kind.ADDED, right.get(j++)));
            }
        }
        return lines;
    }

    /// Whether anything differs.
    public static boolean differs(List<Line> lines) {
        return lines.stream().anyMatch(line -> line.kind != Kind.SAME);
    }

    /// The changed lines with some of those around them; an empty `SAME` line stands for what is left out.
    public static List<Line> around(List<Line> lines, int context) {
        var shown = new ArrayList<Line>();
        boolean gap = false;
        for (int i = 0; i < lines.size(); i++) {
            boolean near = false;
            for (int j = Math.max(0, i - context);
                    j <= Math.min(lines.size() - 1, i + context);
                    j++) {
                near |= lines.get(j).kind != Kind.SAME;
            }
            if (near) {
                if (gap && !shown.isEmpty()) {
                    shown.add(new Line(Kind.SAME, "⋯"));
                }
                gap = false;
                shown.add(lines.get(i));
            } else {
                gap = true;
            }
        }
        return List.copyOf(shown);
    }
}
