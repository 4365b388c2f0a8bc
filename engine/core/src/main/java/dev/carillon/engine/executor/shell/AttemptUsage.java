package dev.carillon.engine.executor.shell;

import dev.carillon.api.Usage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the processes of one attempt used, summed up from looks at them. Used by the one thread that looks; what is known
/// can be read by all.
///
/// A process that is gone at a look counts as it was seen last. Its parent may have waited for it, and then the kernel has
/// added all of it to what the parent waited for, now or before the next look. So each process counts with its own
/// time and the greater of two numbers: what it waited for, and what was seen of those children that are gone. This counts
/// nothing twice and never falls. It is less than the truth when a process waited for children that no look saw, and did
/// not wait for others that were seen.
final class AttemptUsage {
    private static final long MICROS = 1_000_000;

    private final AttemptTag tag;
    private final long startedNanos;
    private final Map<Long, Counted> processes = new HashMap<>();
    // Of processes whose parent is none of the attempt.
    private long goneTicks;
    private long peakBytes;
    private volatile @Nullable Usage last;

    /// A process as it was seen last.
    ///
    /// @param goneTicks what was seen of its children that are gone
    private record Counted(ProcessTimes times, long goneTicks) {
        private long ticks() {
            return ticksWith(0);
        }

        private long ticksWith(long more) {
            return times.ownTicks() + Math.max(times.waitedTicks(), goneTicks + more);
        }

        private boolean mayHaveStarted(Counted other) {
            return times.startTicks() <= other.times.startTicks();
        }
    }

    /// @param startedNanos by the monotonic clock
    AttemptUsage(AttemptTag tag, long startedNanos) {
        this.tag = tag;
        this.startedNanos = startedNanos;
    }

    AttemptTag tag() {
        return tag;
    }

    boolean isOlderThan(Duration age, long nowNanos) {
        return nowNanos - startedNanos >= age.toNanos();
    }

    /// Null when nothing was seen yet.
    @Nullable Usage last() {
        return last;
    }

    /// Takes in what a look saw.
    ///
    /// @param seen all processes of the attempt
    /// @param ticksPerSecond of the times
    void add(Collection<ProcessTimes> seen, ProcessMemory memory, long ticksPerSecond) {
        if (seen.isEmpty() && processes.isEmpty()) {
            return;
        }
        settle(takeGone(seen));
        for (var times : seen) {
            var before = processes.get(times.pid());
            processes.put(times.pid(), new Counted(times, before == null ? 0 : before.goneTicks));
        }
        long ticks = goneTicks + processes.values().stream().mapToLong(Counted::ticks).sum();
        peakBytes = Math.max(peakBytes, Math.max(memory.resident(), memory.highest()));
        long micros =
                ticks / ticksPerSecond * MICROS + ticks % ticksPerSecond * MICROS / ticksPerSecond;
        last = new Usage(Duration.ofNanos(micros * 1_000), peakBytes);
    }

    private List<Counted> takeGone(Collection<ProcessTimes> seen) {
        var gone = new HashMap<>(processes);
        for (var times : seen) {
            var before = gone.get(times.pid());
            if (before != null && before.times.isSame(times)) {
                gone.remove(times.pid());
            }
        }
        processes.keySet().removeAll(gone.keySet());
        return List.copyOf(gone.values());
    }

    // Children before their parents, as far as those are gone too.
    private void settle(List<Counted> gone) {
        Map<Long, Counted> byPid = new HashMap<>();
        gone.forEach(each -> byPid.put(each.times.pid(), each));
        Map<Long, List<Counted>> children = new HashMap<>();
        var tops = new ArrayList<Counted>();
        for (var each : gone) {
            var parent = byPid.get(each.times.parent());
            if (parent != null && parent.mayHaveStarted(each)) {
                children.computeIfAbsent(parent.times.pid(), _ -> new ArrayList<>()).add(each);
            } else {
                tops.add(each);
            }
        }
        for (var top : tops) {
            long ticks = ticks(top, children);
            var parent = processes.get(top.times.parent());
            if (parent != null && parent.mayHaveStarted(top)) {
                processes.put(
                        parent.times.pid(), new Counted(parent.times, parent.goneTicks + ticks));
            } else {
                goneTicks += ticks;
            }
        }
    }

    private static long ticks(Counted gone, Map<Long, List<Counted>> children) {
        var own = children.remove(gone.times.pid());
        return gone.ticksWith(
                own == null ? 0 : own.stream().mapToLong(child -> ticks(child, children)).sum());
    }
}
