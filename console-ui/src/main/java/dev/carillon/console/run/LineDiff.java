package dev.carillon.console.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which lines of two texts are the same, by the greedy algorithm of Myers ("An O(ND) Difference Algorithm", 1986), on
/// numbers for lines. What is the same at both ends is left out first; when the texts differ in more than so many
/// places, the rest is shown as wholly different instead of taking long.
final class LineDiff {
    /// What became of some lines of the left text and of the right one.
    ///
    /// @param same whether they are equal; then both lengths are
    record Block(boolean same, int left, int leftLines, int right, int rightLines) {}

    private static final int MOST_CHANGES = 2_000;

    private final int[] left;
    private final int[] right;
    private final List<Block> blocks = new ArrayList<>();

    private LineDiff(int[] left, int[] right) {
        this.left = left;
        this.right = right;
    }

    /// Blocks in order; two that follow each other are not of one kind. Called in the background.
    static List<Block> of(List<String> left, List<String> right) {
        Map<String, Integer> numbers = new HashMap<>();
        return new LineDiff(numbered(left, numbers), numbered(right, numbers)).blocks();
    }

    private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
        int[] numbered = new int[lines.size()];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = numbers.computeIfAbsent(lines.get(i), _ -> numbers.size());
        }
        return numbered;
    }

    private List<Block> blocks() {
        int begin = 0;
        int shorter = Math.min(left.length, right.length);
        while (begin < shorter && left[begin] == right[begin]) {
            begin++;
        }
        int end = 0;
        while (end < shorter - begin
                && left[left.length - 1 - end] == right[right.length - 1 - end]) {
            end++;
        }
        same(0, 0, begin);
        middle(begin, left.length - end, right.length - end);
        same(left.length - end, right.length - end, end);
        return List.copyOf(blocks);
    }

    // Finds the path forward, keeping each step's furthest points, and goes back along it.
    private void middle(int begin, int leftEnd, int rightEnd) {
        int n = leftEnd - begin;
        int m = rightEnd - begin;
        if (n == 0 || m == 0) {
            differ(begin, n, begin, m);
            return;
        }
        int most = Math.min(MOST_CHANGES, n + m);
        int[] furthest = new int[2 * most + 3];
        var steps = new ArrayList<int[]>();
        for (int d = 0; d <= most; d++) {
            // Of each step only the diagonals that it can have reached.
            steps.add(Arrays.copyOfRange(furthest, most + 1 - d, most + 2 + d));
            for (int k = -d; k <= d; k += 2) {
                int at = most + 1 + k;
                boolean down = k == -d || k != d && furthest[at - 1] < furthest[at + 1];
                int x = down ? furthest[at + 1] : furthest[at - 1] + 1;
                while (x < n && x - k < m && left[begin + x] == right[begin + x - k]) {
                    x++;
                }
                furthest[at] = x;
                if (x >= n && x - k >= m) {
                    back(steps, begin, n, m);
                    return;
                }
            }
        }
        differ(begin, n, begin, m);
    }

    private void back(List<int[]> steps, int begin, int n, int m) {
        // Pairs of equal lines, last first.
        boolean[] kept = new boolean[n];
        int[] partner = new int[n];
        int x = n;
        int y = m;
        for (int d = steps.size() - 1; d > 0; d--) {
            int[] before = steps.get(d);
            int k = x - y;
            boolean down = k == -d || k != d && value(before, d, k - 1) < value(before, d, k + 1);
            int fromK = down ? k + 1 : k - 1;
            int fromX = value(before, d, fromK);
            int fromY = fromX - fromK;
            while (x > fromX && y > fromY) {
                x--;
                y--;
                kept[x] = true;
                partner[x] = y;
            }
            x = fromX;
            y = fromY;
        }
        while (x > 0 && y > 0) {
            x--;
            y--;
            kept[x] = true;
            partner[x] = y;
        }
        emit(kept, partner, begin, n, m);
    }

    private static int value(int[] step, int d, int k) {
        int at = k + d;
        return at < 0 || at >= step.length ? -1 : step[at];
    }

    private void emit(boolean[] kept, int[] partner, int begin, int n, int m) {
        int x = 0;
        int y = 0;
        while (x < n || y < m) {
            int fromX = x;
            int fromY = y;
            while (x < n && kept[x] && partner[x] == y) {
                x++;
                y++;
            }
            same(begin + fromX, begin + fromY, x - fromX);
            fromX = x;
            fromY = y;
            while (x < n && !kept[x]) {
                x++;
            }
            y = x < n ? partner[x] : m;
            differ(begin + fromX, x - fromX, begin + fromY, y - fromY);
        }
    }

    private void same(int from, int rightFrom, int lines) {
        if (lines == 0) {
            return;
        }
        if (!blocks.isEmpty() && blocks.getLast().same) {
            var last = blocks.removeLast();
            blocks.add(
                    new Block(
                            true,
                            last.left,
                            last.leftLines + lines,
                            last.right,
                            last.rightLines + lines));
        } else {
            blocks.add(new Block(true, from, lines, rightFrom, lines));
        }
    }

    private void differ(int from, int lines, int rightFrom, int rightLines) {
        if (lines > 0 || rightLines > 0) {
            blocks.add(new Block(false, from, lines, rightFrom, rightLines));
        }
    }
}
