package dev.carillon.api;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is wrong with a text of definitions, each with its place. A text of nothing but errors does
/// not fill memory: only the first are kept, the others are counted.
final class Complaints {
    private static final int MOST_KEPT = 50;

    private final String where;
    private final List<String> kept = new ArrayList<>();
    private int count;

    /// @param where what the text is called
    Complaints(String where) {
        this.where = where;
    }

    void add(Node node, String what) {
        count++;
        if (kept.size() < MOST_KEPT) {
            kept.add(line(node.getStartMark(), what));
        }
    }

    int count() {
        return count;
    }

    CarillonException toException() {
        String rest = count > kept.size() ? "\n… and " + (count - kept.size()) + " more" : "";
        return new CarillonException(ErrorCode.INVALID_DEFINITION, String.join("\n", kept) + rest);
    }

    /// One error with which reading ends.
    CarillonException refusal(Optional<Mark> place, String what) {
        return new CarillonException(ErrorCode.INVALID_DEFINITION, line(place, what));
    }

    CarillonException refusal(String what) {
        return refusal(Optional.empty(), what);
    }

    private String line(Optional<Mark> place, String what) {
        return where
                + place.map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                        .orElse("")
                + ": "
                + what;
    }
}
