package dev.carillon.engine.executor.shell;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
import java.util.function.Predicate;

/// Finds and ends the processes of attempts. A process belongs to what a test accepts if the test
/// accepts it, or its parent belongs, or one in its session does. Reads `/proc`; on a system without it
/// nothing is found, and only the children that Java itself knows can be ended.
final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final Duration LONGEST_KILL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private Processes() {}

    /// The living processes that belong to those the test accepts; never this one.
    static List<SeenProcess> find(Predicate<SeenProcess> test) {
        var all = new ArrayList<SeenProcess>();
        for (long pid : pids()) {
            var seen = SeenProcess.read(pid);
            if (seen != null) {
                all.add(seen);
            }
        }
        return closure(all, test);
    }

    /// The tags of all processes there are: what a look at the end of each attempt can afford.
    static Set<AttemptTag> tags() {
        var tags = new HashSet<AttemptTag>();
        for (long pid : pids()) {
            try {
                tags.add(SeenProcess.readTag(pid));
            } catch (IOException e) {
                // It ended meanwhile.
                continue;
            }
        }
        return tags;
    }

    private static List<Long> pids() {
        var pids = new ArrayList<Long>();
        if (!Files.isDirectory(PROC)) {
            return pids;
        }
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                pids.add(Long.parseLong(entry.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("cannot read " + PROC, e);
        }
        return pids;
    }

    // Nobody can enter the session of another, so all in the session of one of ours came from it,
    // unless that is the session of this process: then the attempt has none of its own.
    static List<SeenProcess> closure(List<SeenProcess> all, Predicate<SeenProcess> test) {
        long self = ProcessHandle.current().pid();
        long ownSession =
                all.stream()
                        .filter(each -> each.pid() == self)
                        .map(SeenProcess::session)
                        .findFirst()
                        .orElse(-1L);
        Map<Long, SeenProcess> found = new HashMap<>();
        var sessions = new HashSet<Long>();
        int before;
        do {
            before = found.size();
            for (var each : all) {
                boolean belongs =
                        each.pid() != self
                                && (found.containsKey(each.parent())
                                        || sessions.contains(each.session())
                                        || test.test(each));
                if (belongs && found.putIfAbsent(each.pid(), each) == null) {
                    if (each.session() != ownSession && each.session() > 0) {
                        sessions.add(each.session());
                    }
                }
            }
        } while (found.size() > before);
        return List.copyOf(found.values());
    }

    /// Asks all to end, and kills after the grace those that did not.
    ///
    /// @return those that did not end even so
    static List<SeenProcess> end(Predicate<SeenProcess> test, Duration grace) {
        if (grace.isPositive()) {
            find(test).forEach(each -> each.handle().ifPresent(ProcessHandle::destroy));
            awaitNone(test, grace, each -> {});
        }
        return kill(test);
    }

    /// Kills until nothing is left, for as long as new ones appear.
    ///
    /// @return those that did not end within [#LONGEST_KILL], as another user's or one that hangs in
    ///     the kernel
    static List<SeenProcess> kill(Predicate<SeenProcess> test) {
        return awaitNone(
                test,
                LONGEST_KILL,
                each -> each.handle().ifPresent(ProcessHandle::destroyForcibly));
    }

    private static List<SeenProcess> awaitNone(
            Predicate<SeenProcess> test,
            Duration most,
            java.util.function.Consumer<SeenProcess> meanwhile) {
        long begin = System.nanoTime();
        var pause = SHORTEST_PAUSE;
        while (true) {
            var left = find(test);
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
