package dev.carillon.samples;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts of an access log in the combined format.
final class AccessReport {
    private static final Pattern LINE =
            Pattern.compile(
                    "^(\\S+) \\S+ \\S+ \\[[^]]+] \"(\\S+) (\\S+)[^\"]*\" (\\d{3}) (\\d+|-).*");
    private static final int TOP = 5;

    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> paths = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private int unreadable;

    /// One request.
    ///
    /// @param path without the query
    record Entry(String client, String method, String path, int status, long sizeBytes) {}

    /// Empty when the line is not in the combined format.
    static Optional<Entry> parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches() || match.group(5).length() > 15) {
            return Optional.empty();
        }
        String size = match.group(5);
        return Optional.of(
                new Entry(
                        match.group(1),
                        match.group(2),
                        match.group(3).replaceFirst("\\?.*", ""),
                        Integer.parseInt(match.group(4)),
                        size.equals("-") ? 0 : Long.parseLong(size)));
    }

    void add(String line) {
        parse(line).ifPresentOrElse(this::count, () -> unreadable++);
    }

    String summary() {
        return "requests %d, statuses %s, p95 size %d bytes, unreadable %d"
                .formatted(sizes.size(), statuses, p95(), unreadable);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(summary());
        paths.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP)
                .forEach(e -> lines.add("%6d  %s".formatted(e.getValue(), e.getKey())));
        return lines;
    }

    private void count(Entry entry) {
        statuses.merge(entry.status(), 1, Integer::sum);
        paths.merge(entry.path(), 1, Integer::sum);
        sizes.add(entry.sizeBytes());
    }

    private long p95() {
        if (sizes.isEmpty()) {
            return 0;
        }
        Collections.sort(sizes);
        return sizes.get((int) Math.ceil(sizes.size() * 0.95) - 1);
    }
}
