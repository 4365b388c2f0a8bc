package dev.carillon.console.tonight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// How many runs are under way at once.
final class Load {
    private static final int MOST_SLOTS = 30;

    /// A stretch of time with little to do.
    ///
    /// @param from and until in milliseconds since 1970
    /// @param load how many runs are under way then at most
    record Slot(long from, long until, int load) {
        /// To the second: what takes no time ends a millisecond after it began.
        Duration length() {
            return Duration.ofSeconds(Math.round((until - from) / 1000.0));
        }
    }

    private final long[] starts;
    private final long[] ends;

    private Load(long[] starts, long[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /// Of what takes a slot, by how long half of the runs take.
    static Load of(List<Bar> bars) {
        var loading = bars.stream().filter(Bar::loads).toList();
        return new Load(
                loading.stream().mapToLong(Bar::from).sorted().toArray(),
                loading.stream().mapToLong(Bar::until).sorted().toArray());
    }

    /// The most at once in each of equal parts of a window.
    int[] in(Window window, int parts) {
        var most = new int[parts];
        int started = 0;
        int ended = 0;
        for (int part = 0; part < parts; part++) {
            long begin = window.from() + window.length() * part / parts;
            long end = window.from() + window.length() * (part + 1) / parts;
            while (started < starts.length && starts[started] <= begin) {
                started++;
            }
            while (ended < ends.length && ends[ended] <= begin) {
                ended++;
            }
            most[part] = started - ended;
            while (started < starts.length && starts[started] < end) {
                // What ends as another begins makes room for it.
                while (ended < ends.length && ends[ended] <= starts[started]) {
                    ended++;
                }
                started++;
                most[part] = Math.max(most[part], started - ended);
            }
        }
        return most;
    }

    /// Stretches of at least a length in which nothing is expected to be under way, by how long nine of ten take; when
    /// there are none, those with the least. In order of time.
    static List<Slot> free(List<Bar> bars, Window window, long length) {
        var change = new TreeMap<Long, Integer>();
        change.put(window.from(), 0);
        change.put(window.until(), 0);
        for (var bar : bars) {
            long from = Math.max(bar.from(), window.from());
            long until = Math.min(Math.max(bar.over(), bar.from() + 1), window.until());
            if (bar.loads() && from < until) {
                change.merge(from, 1, Integer::sum);
                change.merge(until, -1, Integer::sum);
            }
        }
        int highest = 0;
        int now = 0;
        for (int by : change.values()) {
            now += by;
            highest = Math.max(highest, now);
        }
        for (int most = 0; most <= highest; most++) {
            var slots = atMost(change, most, length);
            if (!slots.isEmpty()) {
                return slots;
            }
        }
        return List.of();
    }

    private static List<Slot> atMost(TreeMap<Long, Integer> change, int most, long length) {
        var slots = new ArrayList<Slot>();
        long begin = Long.MIN_VALUE;
        int now = 0;
        for (var entry : change.entrySet()) {
            now += entry.getValue();
            boolean last = entry.getKey().equals(change.lastKey());
            if (now <= most && !last) {
                begin = begin == Long.MIN_VALUE ? entry.getKey() : begin;
            } else if (begin != Long.MIN_VALUE) {
                if (entry.getKey() - begin >= length && slots.size() < MOST_SLOTS) {
                    slots.add(new Slot(begin, entry.getKey(), most));
                }
                begin = Long.MIN_VALUE;
            }
        }
        return slots;
    }
}
