package dev.carillon.console.parts.log;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.regex.Pattern;

/// Lines that a search found, in order.
public final class Hits {
    static final Hits NONE = new Hits(new int[0], 0);

    /// Of more lines nobody goes through each; the search says that there are more.
    public static final int MOST = 100_000;

    private final int[] lines;
    private final int searched;

    private Hits(int[] lines, int searched) {
        this.lines = lines;
        this.searched = searched;
    }

    /// These and those of the lines that follow. Called on any thread.
    ///
    /// @param until not included
    Hits searched(LogText text, Pattern pattern, int until) {
        int[] all = Arrays.copyOf(lines, Math.min(MOST, lines.length + until - searched));
        int count = lines.length;
        var matcher = pattern.matcher("");
        for (int i = searched; i < until && count < MOST; i++) {
            if (matcher.reset(text.line(i)).find()) {
                all[count++] = i;
            }
        }
        return new Hits(Arrays.copyOf(all, count), until);
    }

    public int count() {
        return lines.length;
    }

    /// How many lines were looked at.
    public int searched() {
        return searched;
    }

    boolean has(int line) {
        return Arrays.binarySearch(lines, line) >= 0;
    }

    /// Which of them a line is, from 1; 0 when it is none.
    public int place(int line) {
        return Math.max(0, Arrays.binarySearch(lines, line) + 1);
    }

    @Nullable Integer after(int line) {
        if (lines.length == 0) {
            return null;
        }
        int found = Arrays.binarySearch(lines, line + 1);
        int place = found >= 0 ? found : -found - 1;
        return lines[place % lines.length];
    }

    @Nullable Integer before(int line) {
        if (lines.length == 0) {
            return null;
        }
        int found = Arrays.binarySearch(lines, line);
        int place = (found >= 0 ? found : -found - 1) - 1;
        return lines[(place + lines.length) % lines.length];
    }
}
