package dev.carillon.node;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunView;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Runs as named on the command line: by the whole id, or by its end as tables show it.
final class RunIds {
    static final String DESCRIPTION = "Id of the run, or the end of it that `runs` shows";

    /// How many of the last characters tables show.
    static final int SHORT = 8;

    private static final int WHOLE = 36;
    private static final Pattern END = Pattern.compile("[0-9a-fA-F-]{4,35}");
    private static final int SEARCHED = 5_000;

    private RunIds() {}

    /// Whether the text can only be the whole id of a run, and no name of a job.
    static boolean isWhole(String text) {
        return text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    }

    /// Whether the text can be the end of an id; it can be the name of a job as well.
    static boolean isEnd(String text) {
        return END.matcher(text).matches();
    }

    /// The whole id. The end of one is looked for in the newest runs.
    ///
    /// @throws CarillonException NOT_FOUND, or MALFORMED_REQUEST when several end like that
    static String whole(Carillon carillon, String text) {
        if (text.length() >= WHOLE) {
            return text;
        }
        String end = text.toLowerCase(Locale.ROOT);
        if (!isEnd(text)) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "\""
                            + text
                            + "\" is no id of a run; `carillon runs` lists the runs with theirs");
        }
        List<String> found = new ArrayList<>();
        String cursor = null;
        int searched = 0;
        do {
            var page = carillon.runs(RunQuery.ALL, cursor, 500);
            page.items().stream()
                    .map(RunView::id)
                    .filter(id -> id.endsWith(end))
                    .forEach(found::add);
            searched += page.items().size();
            cursor = page.cursor();
        } while (cursor != null && searched < SEARCHED && found.isEmpty());
        if (found.isEmpty()) {
            throw new CarillonException(
                    ErrorCode.NOT_FOUND,
                    "none of the newest " + searched + " runs has an id that ends in " + end);
        }
        if (found.size() > 1) {
            throw new CarillonException(
                    ErrorCode.MALFORMED_REQUEST,
                    "several runs have an id that ends in "
                            + end
                            + ": "
                            + String.join(", ", found));
        }
        return found.getFirst();
    }
}
