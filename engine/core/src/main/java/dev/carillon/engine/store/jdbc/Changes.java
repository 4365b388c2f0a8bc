package dev.carillon.engine.store.jdbc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one transaction changed that people follow. When it is too much, that alone is told.
final class Changes {
    private static final int MOST_RUNS = 50_000;
    private static final int MOST_JOBS = 1_000;
    private static final int MOST_CHANGES = 1_000;
    private static final int MOST_FAILURES = 1_000;
    static final String OVERFLOW = "*";

    /// What an id of a run takes.
    static final int RUN_BYTES = 2 * Long.BYTES;

    private final Set<UUID> runs = new LinkedHashSet<>();
    private final Set<String> jobs = new LinkedHashSet<>();
    private final List<Long> changes = new ArrayList<>();
    private final Set<String> failures = new LinkedHashSet<>();

    void run(UUID run) {
        runs.add(run);
    }

    /// @param job as `namespace/name`
    void job(String job) {
        jobs.add(job);
    }

    /// @param id of an entry in the log of changes
    void change(long id) {
        changes.add(id);
    }

    void failure(String fingerprint) {
        failures.add(fingerprint);
    }

    boolean isEmpty() {
        return runs.isEmpty() && jobs.isEmpty() && changes.isEmpty() && failures.isEmpty();
    }

    byte[] runs() {
        if (runs.size() > MOST_RUNS) {
            return new byte[0];
        }
        var bytes = ByteBuffer.allocate(runs.size() * RUN_BYTES);
        runs.forEach(
                run ->
                        bytes.putLong(run.getMostSignificantBits())
                                .putLong(run.getLeastSignificantBits()));
        return bytes.array();
    }

    String jobs() {
        boolean tooMuch =
                runs.size() > MOST_RUNS
                        || jobs.size() > MOST_JOBS
                        || changes.size() > MOST_CHANGES
                        || failures.size() > MOST_FAILURES;
        return tooMuch ? OVERFLOW : String.join(" ", jobs);
    }

    String changes() {
        return changes.size() > MOST_CHANGES
                ? ""
                : changes.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    static List<Long> changes(String stored) {
        return stored.isEmpty()
                ? List.of()
                : Stream.of(stored.split(" ")).map(Long::valueOf).toList();
    }

    String failures() {
        return failures.size() > MOST_FAILURES ? "" : String.join(" ", failures);
    }

    static List<UUID> runs(byte[] stored) {
        var bytes = ByteBuffer.wrap(stored);
        var runs = new ArrayList<UUID>();
        while (bytes.remaining() >= RUN_BYTES) {
            runs.add(new UUID(bytes.getLong(), bytes.getLong()));
        }
        return runs;
    }

    static List<String> names(String stored) {
        return stored.isEmpty() || stored.equals(OVERFLOW) ? List.of() : List.of(stored.split(" "));
    }
}
