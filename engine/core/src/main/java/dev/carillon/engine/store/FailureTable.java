package dev.carillon.engine.store;

import dev.carillon.api.FailureState;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The tables `failure`, a row for each failed run, and `failure_group`, a row for those that are alike. Groups are
/// locked last in a transaction, in order of fingerprint, and by failures alone.
public interface FailureTable {
    /// A run that failed for good.
    record Failed(
            UUID run, String fingerprint, String job, String message, @Nullable Integer exitCode) {}

    /// A group as it is stored.
    ///
    /// @param message of the newest run
    record GroupRow(
            String fingerprint,
            String job,
            String message,
            @Nullable Integer exitCode,
            long count,
            long firstUs,
            long lastUs,
            UUID lastRun,
            FailureState state,
            @Nullable Long snoozedUntilUs,
            @Nullable String assignee,
            @Nullable String note,
            @Nullable Long changedUs,
            @Nullable String changedBy) {
        /// A snooze that is over counts as new.
        public FailureState at(long nowUs) {
            return state == FailureState.SNOOZED
                            && snoozedUntilUs != null
                            && snoozedUntilUs <= nowUs
                    ? FailureState.NEW
                    : state;
        }
    }

    /// Which groups; null and empty are "any".
    ///
    /// @param states as they are at `nowUs`
    /// @param job pattern of `namespace/name`
    record Filter(
            Set<FailureState> states,
            @Nullable String job,
            @Nullable String assignee,
            long nowUs) {}

    /// A place in the list of groups.
    record Place(long lastUs, String fingerprint) {}

    /// Counts failed runs in their groups. One that is resolved, or snoozed until earlier, is new again. Several nodes may
    /// do so at once, and each of them counts.
    void add(List<Failed> failed, long nowUs);

    Optional<GroupRow> find(String fingerprint);

    /// The same, locked until the transaction ends.
    Optional<GroupRow> lock(String fingerprint);

    /// Those that failed last come first.
    ///
    /// @param before only groups after that place, null at the beginning
    List<GroupRow> list(Filter filter, @Nullable Place before, int limit);

    /// Stores state, snooze, assignee, note, and who changed them.
    void update(GroupRow group);

    /// How many runs of each group failed in each hour.
    ///
    /// @param fromUs where the first hour begins
    Map<String, long[]> perHour(Collection<String> fingerprints, long fromUs, int hours);

    /// Removes groups that have no run any more and did not fail since then, but for muted ones.
    void prune(long beforeUs, int limit);
}
