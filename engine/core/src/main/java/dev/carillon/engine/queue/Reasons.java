package dev.carillon.engine.queue;

import dev.carillon.api.Bulk.Reason;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How many runs are left out for which reason.
final class Reasons {
    private static final int MOST = 20;

    private final Map<Refusal, Integer> counts = new LinkedHashMap<>();

    void add(Refusal refusal) {
        // Reasons that are of one run each would fill an answer.
        var told =
                counts.size() < MOST || counts.containsKey(refusal)
                        ? refusal
                        : new Refusal("for another reason", "for other reasons");
        counts.merge(told, 1, Integer::sum);
    }

    /// The most frequent one first.
    List<Reason> list() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(each -> new Reason(each.getKey().text(each.getValue()), each.getValue()))
                .toList();
    }

    /// As they are stored: a line each, with the number first.
    String stored() {
        return list().stream()
                .map(each -> each.count() + "\t" + each.text().replace('\n', ' '))
                .collect(Collectors.joining("\n"));
    }

    static List<Reason> read(String stored) {
        return stored.lines()
                .map(line -> line.split("\t", 2))
                .filter(line -> line.length == 2)
                .map(line -> new Reason(line[1], Integer.parseInt(line[0])))
                .toList();
    }
}
