package dev.carillon.console.tonight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Bars that belong together, in order of their begin, such that few of them lie over others.
///
/// @param tracks of each bar, from 0: those of one track do not overlap, but for the last, and the last of what is due very
///     often
/// @param height how many tracks there are
/// @param longest of its bars, in milliseconds
/// @param overlaps where two runs of one job are under way at once, in order
record Lane(
        String name,
        List<Bar> bars,
        List<Integer> tracks,
        int height,
        long longest,
        List<Overlap> overlaps) {
    private static final int MOST_TRACKS = 5;

    /// In milliseconds since 1970.
    record Overlap(long from, long until) {}

    /// By what bars belong together.
    enum By {
        JOB,
        QUEUE,
        NODE
    }

    /// In order of name.
    ///
    /// @param nowhere the name of the lane of what has no node yet
    static List<Lane> of(List<Bar> bars, By by, String nowhere) {
        var grouped = new TreeMap<String, List<Bar>>();
        for (var bar : bars) {
            String name =
                    switch (by) {
                        case JOB -> bar.job();
                        case QUEUE -> bar.queue();
                        case NODE -> bar.node() == null ? nowhere : bar.node();
                    };
            grouped.computeIfAbsent(name, _ -> new ArrayList<>()).add(bar);
        }
        var lanes = new ArrayList<Lane>();
        grouped.forEach((name, of) -> lanes.add(packed(name, of)));
        return lanes;
    }

    private static Lane packed(String name, List<Bar> of) {
        of.sort(Comparator.comparingLong(Bar::from).thenComparing(Bar::job));
        var ends = new ArrayList<Long>();
        var tracks = new ArrayList<Integer>();
        var lastOfJob = new HashMap<String, Long>();
        var overlaps = new ArrayList<Overlap>();
        long longest = 0;
        for (var bar : of) {
            tracks.add(track(ends, bar));
            longest = Math.max(longest, bar.most() - bar.from());
            noteOverlap(lastOfJob, overlaps, bar);
        }
        return new Lane(name, List.copyOf(of), tracks, Math.max(1, ends.size()), longest, overlaps);
    }

    private static int track(List<Long> ends, Bar bar) {
        // One track is left to single bars.
        int last = bar.often() ? MOST_TRACKS - 2 : MOST_TRACKS - 1;
        for (int i = 0; i < ends.size(); i++) {
            if (ends.get(i) <= bar.from() || i == last) {
                ends.set(i, Math.max(ends.get(i), bar.until()));
                return i;
            }
        }
        ends.add(bar.until());
        return ends.size() - 1;
    }

    private static void noteOverlap(Map<String, Long> lastOfJob, List<Overlap> overlaps, Bar bar) {
        if (!bar.loads() || bar.often()) {
            return;
        }
        long before = lastOfJob.getOrDefault(bar.job(), Long.MIN_VALUE);
        if (before > bar.from()) {
            long end = Math.min(before, bar.until());
            if (end - bar.from() > 0) {
                overlaps.add(new Overlap(bar.from(), end));
            }
        }
        lastOfJob.merge(bar.job(), bar.until(), Math::max);
    }

    /// The first bar that may reach into a part of time.
    int first(Window window) {
        long begin = window.from() - longest;
        int low = 0;
        int high = bars.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bars.get(middle).from() < begin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
