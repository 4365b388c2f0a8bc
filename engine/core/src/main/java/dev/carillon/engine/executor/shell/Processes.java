package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Finds and ends the processes of attempts. A process belongs to what a test accepts if the test
/// accepts it, or its parent belongs, or the leader of its session does. Reads `/proc`; on a system without it
/// nothing is found, and only the children that Java itself knows can be ended.
final class Processes {
    static final Path PROC = Path.of("/proc");
    private static final Duration LONGEST_KILL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private Processes() {}

    /// The living processes that belong to those the test accepts; never this one.
    static List<SeenProcess> find(Predicate<SeenProcess> test) {
        return find(test, Set.of());
    }

    /// @param foreign sessions that are of nobody who is searched for, beside that of this process
    static List<SeenProcess> find(Predicate<SeenProcess> test, Set<Long> foreign) {
        var all = new ArrayList<SeenProcess>();
        for (long pid : pids()) {
            var seen = SeenProcess.read(pid);
            if (seen != null) {
                all.add(seen);
            }
        }
        var others = new HashSet<>(foreign);
        others.add(sessionOf(ProcessHandle.current().pid()));
        return closure(all, test, others);
    }

    /// The tags of processes: what a look at the end of each attempt can afford.
    ///
    /// @param proc where the kernel shows its processes
    /// @param which asked for when it is known which there are
    static Set<AttemptTag> tags(Path proc, Supplier<LongPredicate> which) {
        var tags = new HashSet<AttemptTag>();
        var pids = pids(proc);
        var wanted = which.get();
        for (long pid : pids) {
            try {
                if (wanted.test(pid)) {
                    tags.add(SeenProcess.readTag(proc, pid));
                }
            } catch (IOException e) {
                // It ended meanwhile.
                continue;
            }
        }
        return tags;
    }

    private static List<Long> pids() {
        return pids(PROC);
    }

    /// @param proc where the kernel shows its processes; without it there are none
    static List<Long> pids(Path proc) {
        var pids = new ArrayList<Long>();
        if (!Files.isDirectory(proc)) {
            return pids;
        }
        String[] names = proc.toFile().list();
        if (names == null) {
            throw new IllegalStateException("cannot read " + proc);
        }
        for (String name : names) {
            if (Character.isDigit(name.charAt(0))) {
                pids.add(Long.parseLong(name));
            }
        }
        return pids;
    }

    // Nobody can enter the session of another, so all in the session of one of ours came from it.
    // One that was just
    // started is in the session of its node until it has one of its own: that one is foreign, and
    // so is one whose
    // leader lives and is none of ours.
    static List<SeenProcess> closure(
            List<SeenProcess> all, Predicate<SeenProcess> test, Set<Long> foreign) {
        long self = ProcessHandle.current().pid();
        Map<Long, SeenProcess> alive = new HashMap<>();
        all.forEach(each -> alive.put(each.pid(), each));
        Map<Long, SeenProcess> found = new HashMap<>();
        var sessions = new HashSet<Long>();
        int before;
        do {
            before = found.size() + sessions.size();
            for (var each : all) {
                boolean belongs =
                        each.pid() != self
                                && (found.containsKey(each.parent())
                                        || sessions.contains(each.session())
                                        || test.test(each));
                if (!belongs) {
                    continue;
                }
                found.put(each.pid(), each);
                long leader = each.session();
                if (leader > 0
                        && !foreign.contains(leader)
                        && (found.containsKey(leader) || !alive.containsKey(leader))) {
                    sessions.add(leader);
                }
            }
        } while (found.size() + sessions.size() > before);
        return List.copyOf(found.values());
    }

    /// The session that a process is in; 0 when it is gone.
    static long sessionOf(long pid) {
        var seen = SeenProcess.read(pid);
        return seen == null ? 0 : seen.session();
    }

    /// Asks all to end, and kills after the grace those that did not.
    ///
    /// @return those that did not end even so
    static List<SeenProcess> end(Predicate<SeenProcess> test, Duration grace) {
        if (grace.isPositive()) {
            find(test).forEach(each -> each.handle().ifPresent(ProcessHandle::destroy));
            awaitNone(() -> find(test), grace, each -> {});
        }
        return kill(test);
    }

    /// Kills until nothing is left, for as long as new ones appear.
    ///
    /// @return those that did not end within [#LONGEST_KILL], as another user's or one that hangs in
    ///     the kernel
    static List<SeenProcess> kill(Predicate<SeenProcess> test) {
        return kill(test, Set.of());
    }

    static List<SeenProcess> kill(Predicate<SeenProcess> test, Set<Long> foreign) {
        return awaitNone(() -> find(test, foreign), LONGEST_KILL, Processes::kill);
    }

    static void kill(SeenProcess seen) {
        seen.handle().ifPresent(ProcessHandle::destroyForcibly);
    }

    private static List<SeenProcess> awaitNone(
            Supplier<List<SeenProcess>> search, Duration most, Consumer<SeenProcess> meanwhile) {
        long begin = System.nanoTime();
        var pause = SHORTEST_PAUSE;
        while (true) {
            var left = search.get();
            left.forEach(meanwhile);
            if (left.isEmpty() || System.nanoTime() - begin >= most.toNanos()) {
                return left;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }
}
