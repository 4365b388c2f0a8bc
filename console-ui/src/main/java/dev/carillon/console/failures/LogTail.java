package dev.carillon.console.failures;

import dev.carillon.api.Carillon;
import dev.carillon.console.parts.log.StyledLine;

import java.util.ArrayList;
import java.util.List;

/// The last lines of a log. A log is read from a position forward: of a long one its end is found by larger and larger
/// steps, then by halves, so that even of a very long one little is read.
final class LogTail {
    private static final long ENOUGH = 256 << 10;
    private static final long LONGEST = 1L << 40;

    private LogTail() {}

    /// Without escape codes; of a line that was written again and again the last state.
    ///
    /// @param lines how many at most
    static List<String> of(Carillon carillon, String run, int lines) {
        long from = begin(carillon, run);
        var text = new StringBuilder();
        long next = from;
        while (text.length() <= 4 * ENOUGH) {
            var part = carillon.log(run, next);
            text.append(part.text());
            if (part.end() || part.next() == next) {
                break;
            }
            next = part.next();
        }
        var all = new ArrayList<>(List.of(text.toString().split("\n", -1)));
        if (all.getLast().isEmpty()) {
            all.removeLast();
        }
        if (from > 0 && !all.isEmpty()) {
            // It begins in the middle of a line, perhaps of a character.
            all.removeFirst();
        }
        return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                .map(StyledLine::text)
                .toList();
    }

    // A position with at most ENOUGH behind it.
    private static long begin(Carillon carillon, String run) {
        long inside = 0;
        long beyond = ENOUGH;
        while (beyond < LONGEST && more(carillon, run, beyond)) {
            inside = beyond;
            beyond *= 4;
        }
        while (beyond - inside > ENOUGH) {
            long middle = inside + (beyond - inside) / 2;
            if (more(carillon, run, middle)) {
                inside = middle;
            } else {
                beyond = middle;
            }
        }
        return inside;
    }

    private static boolean more(Carillon carillon, String run, long from) {
        return !carillon.log(run, from).text().isEmpty();
    }
}
