package dev.carillon.engine.executor.shell;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Looks at the processes of all attempts of this node at once. While no attempt is old enough it looks at nothing. A look
/// is one pass over `/proc`: what is none of the node's is known from the looks before and not read again for a while, of
/// the others only the times and the memory are. One thread looks.
final class UsageSampler {
    /// An attempt that is younger is not looked at.
    static final Duration AGE = Duration.ofSeconds(1);

    /// After so many looks strangers are read anew: one of our processes may have got the number of one that ended.
    private static final int STRANGERS_FOR = 10;

    // AT_CLKTCK of the vector that the kernel hands to each program.
    private static final long TICKS_PER_SECOND = 17;
    // Of Linux on all processors that Java is built for.
    private static final long USUAL_TICKS_PER_SECOND = 100;

    private final Path proc;
    private final UUID session;
    private final long node;
    private final long ticksPerSecond;
    private final Set<AttemptUsage> attempts = ConcurrentHashMap.newKeySet();
    private final Set<Long> strangers = new HashSet<>();
    private Map<Long, Known> known = Map.of();
    private int looks;

    /// A process of an attempt.
    private record Known(ProcessTimes times, AttemptUsage attempt) {}

    /// @param proc where the kernel shows its processes
    /// @param session of the node
    /// @param node number of the node's process
    UsageSampler(Path proc, UUID session, long node) {
        this.proc = proc;
        this.session = session;
        this.node = node;
        ticksPerSecond = ticksPerSecond(proc);
    }

    // The same for all programs of a machine.
    private static long ticksPerSecond(Path proc) {
        try {
            var numbers =
                    ByteBuffer.wrap(Files.readAllBytes(proc.resolve("self").resolve("auxv")))
                            .order(ByteOrder.nativeOrder())
                            .asLongBuffer();
            while (numbers.remaining() >= 2) {
                long name = numbers.get();
                long value = numbers.get();
                if (name == TICKS_PER_SECOND && value > 0) {
                    return value;
                }
            }
            return USUAL_TICKS_PER_SECOND;
        } catch (IOException e) {
            return USUAL_TICKS_PER_SECOND;
        }
    }

    void add(AttemptUsage attempt) {
        attempts.add(attempt);
    }

    void remove(AttemptUsage attempt) {
        attempts.remove(attempt);
    }

    /// Looks once, if there is something to look at.
    void look(long nowNanos) {
        var old = attempts.stream().filter(each -> each.isOlderThan(AGE, nowNanos)).toList();
        if (old.isEmpty()) {
            known = Map.of();
            strangers.clear();
            return;
        }
        known = find(old);
        var byAttempt =
                known.values().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Known::attempt,
                                        Collectors.mapping(Known::times, Collectors.toList())));
        old.forEach(attempt -> count(attempt, byAttempt.getOrDefault(attempt, List.of())));
    }

    private void count(AttemptUsage attempt, List<ProcessTimes> seen) {
        var memory = ProcessMemory.NONE;
        for (var times : seen) {
            memory = memory.with(ProcessMemory.read(proc, times.pid()));
        }
        attempt.add(seen, memory, ticksPerSecond);
    }

    // Parents before their children, which may be known by them alone.
    private Map<Long, Known> find(Collection<AttemptUsage> old) {
        if (looks++ % STRANGERS_FOR == 0) {
            strangers.clear();
        }
        var pids = Processes.pids(proc);
        strangers.retainAll(Set.copyOf(pids));
        var all = new ArrayList<ProcessTimes>();
        for (long pid : pids) {
            var times = strangers.contains(pid) ? null : ProcessTimes.read(proc, pid);
            if (times != null) {
                all.add(times);
            }
        }
        all.sort(
                Comparator.comparingLong(ProcessTimes::startTicks)
                        .thenComparingLong(ProcessTimes::pid));
        var tags = new HashMap<AttemptTag, AttemptUsage>();
        old.forEach(each -> tags.put(each.tag(), each));
        var found = new HashMap<Long, Known>();
        for (var times : all) {
            var attempt = attemptOf(times, found, tags);
            if (attempt != null) {
                found.put(times.pid(), new Known(times, attempt));
            }
        }
        return found;
    }

    private @Nullable AttemptUsage attemptOf(
            ProcessTimes times, Map<Long, Known> found, Map<AttemptTag, AttemptUsage> tags) {
        var before = known.get(times.pid());
        if (before != null && before.times.isSame(times)) {
            return tags.get(before.attempt.tag());
        }
        var seen = SeenProcess.read(proc, times.pid());
        if (seen == null) {
            return null;
        }
        var attempt = tags.get(seen.attemptTag());
        var parent = found.get(times.parent());
        if (attempt == null && parent != null) {
            attempt = parent.attempt;
        }
        // A child of the node is none of its attempts until it carries what the others have from
        // it.
        if (attempt == null && !seen.isOf(session) && times.parent() != node) {
            strangers.add(times.pid());
        }
        return attempt;
    }
}
