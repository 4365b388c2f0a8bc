package dev.carillon.console.changes;

import java.util.ArrayList;
import java.util.List;

/// What differs between two texts, line by line: the shortest way from one to the other, by the longest lines they have
/// in common. What is alike at both ends is left out of that work, which is bounded: of two long texts that have
/// nothing in common, one follows the other.
final class LineDiff {
    private static final long MOST = 4_000_000;

    /// How a line came about.
    enum Kind {
        SAME,
        ADDED,
        REMOVED
    }

    record Line(Kind kind, String text) {
        /// As it is shown, with its sign.
        String shown() {
            return switch (kind) {
                        case SAME -> "  ";
                        case ADDED -> "+ ";
                        case REMOVED -> "- ";
                    }
                    + text;
        }
    }

    private LineDiff() {}

    static List<Line> of(String before, String after) {
        var left = before.lines().toList();
        var right = after.lines().toList();
        int head = 0;
        int most = Math.min(left.size(), right.size());
        while (head < most && left.get(head).equals(right.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && left.get(left.size() - 1 - tail).equals(right.get(right.size() - 1 - tail))) {
            tail++;
        }
        var lines = new ArrayList<Line>();
        left.subList(0, head).forEach(line -> lines.add(new Line(Kind.SAME, line)));
        middle(
                left.subList(head, left.size() - tail),
                right.subList(head, right.size() - tail),
                lines);
        left.subList(left.size() - tail, left.size())
                .forEach(line -> lines.add(new Line(Kind.SAME, line)));
        return lines;
    }

    private static void middle(List<String> left, List<String> right, List<Line> lines) {
        if ((long) left.size() * right.size() > MOST) {
            left.forEach(line -> lines.add(new Line(Kind.REMOVED, line)));
            right.forEach(line -> lines.add(new Line(Kind.ADDED, line)));
            return;
        }
        // common[i][j] is how many lines left from i and right from j have in common.
        var common = new int[left.size() + 1][right.size() + 1];
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
            } else if (i < left.size()
                    && (j == right.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line(Kind.REMOVED, left.get(i++)));
            } else {
                lines.add(new Line(Kind.ADDED, right.get(j++)));
            }
        }
    }
}
