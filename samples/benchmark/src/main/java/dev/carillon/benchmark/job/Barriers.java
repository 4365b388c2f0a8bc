package dev.carillon.benchmark.job;

import dev.carillon.api.Carillon;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Carillon.Submission;
import dev.carillon.api.RunState;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Keeps all slots of a cluster by runs of the job [Barrier] until their file appears.
public final class Barriers {
    private static final String NAMESPACE = "default";
    private static final String JOB = "barrier";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long POLL_NANOS = 2_000_000;
    // Longer than a node keeps runs that it claimed beyond its slots: those count as running and
    // are not.
    private static final long SETTLED_NANOS = 400_000_000;

    private final Carillon carillon;
    private final int slots;
    private final Path file;

    /// @param file does not exist yet
    /// @param slots of all nodes together
    public Barriers(Carillon carillon, Path file, int slots) {
        this.carillon = carillon;
        this.file = file;
        this.slots = slots;
    }

    public static String definition() {
        return PluginJar.definition(JOB, Barrier.class, "parameters: [{name: file}]\n");
    }

    public void keep() {
        carillon.runAll(
                Collections.nCopies(
                        slots,
                        new Submission(NAMESPACE, JOB, Map.of("file", file.toString()), null)));
    }

    /// Waits until every slot is kept, and by a run that has begun.
    public void await() {
        long began = System.nanoTime();
        long full = began;
        var kept = new RunQuery(Set.of(RunState.RUNNING), NAMESPACE + "/" + JOB, null, null);
        while (System.nanoTime() - full < SETTLED_NANOS) {
            if (carillon.runs(kept, null, slots + 1).items().size() < slots) {
                full = System.nanoTime();
            }
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "the runs that keep all " + slots + " slots did not begin in " + PATIENCE);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    public void open() throws IOException {
        Files.createFile(file);
    }
}
