package dev.carillon.console.parts.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A log that was read so far. Immutable, so that the screen draws one while another thread searches it; adding to it
/// copies no more than the last small piece. It takes about as much memory as the text.
public final class LogText {
    public static final LogText EMPTY = new LogText(List.of(), new int[0], 0, "", Pen.USUAL);

    /// Smaller pieces are joined: a log that grows by a line a second must not end up in a million of them.
    private static final int SMALL = 64 * 1024;

    private final List<Piece> pieces;
    private final int[] firsts;
    private final int whole;
    private final String rest;
    private final long restPen;

    private LogText(List<Piece> pieces, int[] firsts, int whole, String rest, long restPen) {
        this.pieces = pieces;
        this.firsts = firsts;
        this.whole = whole;
        this.rest = rest;
        this.restPen = restPen;
    }

    /// This and what was read after it. Called on any thread.
    public LogText plus(String text) {
        var read = Piece.read(rest, restPen, text);
        var all = new ArrayList<>(pieces);
        if (read.piece().lines() > 0) {
            boolean join =
                    !all.isEmpty()
                            && all.getLast().bytes().length < SMALL
                            && read.piece().bytes().length < SMALL;
            all.add(join ? all.removeLast().plus(read.piece()) : read.piece());
        }
        int[] begins = Arrays.copyOf(firsts, all.size());
        if (all.size() > firsts.length) {
            begins[all.size() - 1] = whole;
        }
        return new LogText(
                List.copyOf(all),
                begins,
                Math.addExact(whole, read.piece().lines()),
                read.rest(),
                read.restPen());
    }

    /// Lines, the last unfinished one included.
    public int lines() {
        return rest.isEmpty() ? whole : whole + 1;
    }

    public long sizeBytes() {
        return pieces.stream().mapToLong(Piece::sizeBytes).sum() + rest.length();
    }

    /// A line without its colours.
    ///
    /// @param number from 0
    public String line(int number) {
        return styled(number).text();
    }

    StyledLine styled(int number) {
        if (number == whole && !rest.isEmpty()) {
            return StyledLine.of(rest, restPen);
        }
        if (number < 0 || number >= whole) {
            throw new IndexOutOfBoundsException("line " + number + " of " + lines());
        }
        int found = Arrays.binarySearch(firsts, number);
        int place = found >= 0 ? found : -found - 2;
        var piece = pieces.get(place);
        int inside = number - firsts[place];
        return StyledLine.of(piece.line(inside), piece.pen(inside));
    }

    /// Some lines as they are shown.
    ///
    /// @param until not included
    public String lines(int from, int until) {
        var all = new StringBuilder();
        for (int i = from; i < until; i++) {
            all.append(line(i)).append('\n');
        }
        return all.toString();
    }
}
