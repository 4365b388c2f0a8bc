package dev.carillon.benchmark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Processes the benchmark started: those that still live when it ends, by Ctrl+C or a failure, are
/// killed with it.
final class Leftovers {
    private static final Set<ProcessHandle> WATCHED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("leftovers").unstarted(Leftovers::kill));
    }

    private Leftovers() {}

    static void watch(Process process) {
        WATCHED.add(process.toHandle());
        process.onExit().thenAccept(ended -> WATCHED.remove(ended.toHandle()));
    }

    private static void kill() {
        for (var process : WATCHED) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
