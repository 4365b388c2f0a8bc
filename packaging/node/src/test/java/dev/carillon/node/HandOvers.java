package dev.carillon.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// How long segments had nobody who fires when their node left, as the nodes tell in their logs: from when the one
/// stopped to fire until the others knew them theirs.
///
/// @param all from the first to the last of the segments of each leave
/// @param each the same, for one of its segments
record HandOvers(List<Duration> all, List<Duration> each) {
    private static final Duration MOST = Duration.ofMillis(100);
    private static final Pattern LEAVES =
            Pattern.compile("(\\S+) .*this node leaves and hands segments \\[(.*)] over");
    private static final Pattern OWNS =
            Pattern.compile("(\\S+) .*this node owns segments \\[(.*)] now, before \\[(.*)]");

    private record Change(Instant at, Set<String> segments) {}

    static HandOvers of(Collection<ClusterProcess> nodes) throws IOException {
        var left = new ArrayList<Change>();
        var taken = new ArrayList<Change>();
        for (var node : nodes) {
            for (String line : node.logLines("this node ")) {
                var leaves = LEAVES.matcher(line);
                var owns = OWNS.matcher(line);
                if (leaves.matches()) {
                    left.add(new Change(at(leaves.group(1)), segments(leaves.group(2))));
                } else if (owns.matches()) {
                    var fresh = segments(owns.group(2));
                    fresh.removeAll(segments(owns.group(3)));
                    taken.add(new Change(at(owns.group(1)), fresh));
                }
            }
        }
        var all = new ArrayList<Duration>();
        var each = new ArrayList<Duration>();
        for (var leave : left) {
            if (!leave.segments.isEmpty()) {
                var length =
                        leave.segments.stream()
                                .map(segment -> without(segment, leave.at, taken))
                                .max(Comparator.naturalOrder())
                                .orElseThrow();
                all.add(length);
                each.add(length.dividedBy(leave.segments.size()));
            }
        }
        return new HandOvers(all, each);
    }

    void arePrompt() {
        assertThat(each)
                .as("hand-over of a segment")
                .allMatch(length -> length.compareTo(MOST) <= 0);
    }

    private static Duration without(String segment, Instant left, List<Change> taken) {
        return taken.stream()
                .filter(change -> change.segments.contains(segment))
                .map(Change::at)
                .filter(at -> !at.isBefore(left))
                .min(Comparator.naturalOrder())
                .map(at -> Duration.between(left, at))
                .orElseThrow(() -> new AssertionError("nobody took over segment " + segment));
    }

    private static Instant at(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static Set<String> segments(String list) {
        var segments = new TreeSet<String>();
        for (String each : list.split(", ", -1)) {
            if (!each.isEmpty()) {
                segments.add(each);
            }
        }
        return segments;
    }
}
