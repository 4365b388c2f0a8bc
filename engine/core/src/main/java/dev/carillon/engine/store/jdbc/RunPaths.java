package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.JobPattern;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The indexes along which runs can be found, newest first: all by id, those of some jobs, those in some states, those
/// due in a range.
final class RunPaths {
    /// Of more jobs that match a pattern, all runs are looked at.
    private static final int MOST_JOBS = 32;

    private static final String BY_ID = "r.id DESC";
    private static final String OF_JOBS = "run_of_job";
    private static final String OF_STATES = "run_by_state";

    static final Path ALL = new Path(null, true, List.of(Branch.of(Where.ANY, BY_ID)));

    /// Finds the jobs that match a pattern.
    interface Jobs {
        List<UUID> like(String pattern, int limit);
    }

    /// From one id to another, both included; those beyond are none of its business.
    record Reach(UUID first, UUID last) {
        static final Reach ALL = new Reach(new UUID(0, 0), new UUID(Long.MAX_VALUE, -1));

        /// Sets the parameters of [Dialect#ofJob], which are the first of a statement.
        void bind(PreparedStatement statement, UUID job) throws SQLException {
            statement.setObject(1, job);
            statement.setObject(2, first);
            statement.setObject(3, job);
            statement.setObject(4, last);
        }
    }

    /// The condition for runs within a reach, or more of them.
    interface Within {
        Where of(Reach reach);
    }

    /// A part of a path, with no run of another part.
    ///
    /// @param order by which the index is read without sorting, and which is that of the ids within the part
    record Branch(Within where, String order) {
        private static Branch of(Where where, String order) {
            return new Branch(_ -> where, order);
        }
    }

    /// @param index null for the primary key
    /// @param byId whether the index has each part in the order of ids
    record Path(@Nullable String index, boolean byId, List<Branch> branches) {
        /// Whether it has no runs of other jobs than those that are asked for.
        private boolean ofJobs() {
            return OF_JOBS.equals(index);
        }

        /// The same of states.
        private boolean ofStates() {
            return OF_STATES.equals(index);
        }
    }

    private final Jobs jobs;
    private final Dialect dialect;

    RunPaths(Jobs jobs, Dialect dialect) {
        this.jobs = jobs;
        this.dialect = dialect;
    }

    /// The path on which all runs match, if there is one.
    Optional<Path> exact(RunQuery query) {
        boolean others =
                query.since() != null
                        || query.until() != null
                        || query.queue() != null
                        || query.node() != null
                        || query.error() != null
                        || query.fingerprint() != null
                        || !query.causes().isEmpty();
        if (others || query.job() != null && !query.states().isEmpty()) {
            return Optional.empty();
        }
        if (query.job() != null) {
            return ofJobs(query.job());
        }
        return Optional.of(query.states().isEmpty() ? ALL : ofStates(query));
    }

    /// The paths that have all runs that match, those that promise most first.
    List<Path> fitting(RunQuery query) {
        var paths = new ArrayList<Path>();
        if (query.fingerprint() != null) {
            paths.add(new Path(null, true, List.of(Branch.of(alike(query.fingerprint()), BY_ID))));
        }
        if (query.since() != null || query.until() != null) {
            paths.add(
                    new Path("run_due", false, List.of(Branch.of(due("r.due_us", query), BY_ID))));
        }
        if (query.job() != null) {
            ofJobs(query.job()).ifPresent(paths::add);
        }
        if (!query.states().isEmpty()) {
            paths.add(ofStates(query));
        }
        paths.add(ALL);
        return paths;
    }

    private Optional<Path> ofJobs(String job) {
        var pattern = new JobPattern(job);
        var ids =
                pattern.isName()
                        ? List.of(Ids.ofName("job:" + job))
                        : jobs.like(pattern.like(), MOST_JOBS + 1);
        return ids.size() > MOST_JOBS
                ? Optional.empty()
                : Optional.of(new Path(OF_JOBS, true, ids.stream().map(this::ofJob).toList()));
    }

    private Branch ofJob(UUID job) {
        return new Branch(
                reach -> Where.ANY.and(dialect.ofJob("r."), job, reach.first, job, reach.last),
                "r.job_id DESC, r.id DESC");
    }

    private Path ofStates(RunQuery query) {
        return new Path(OF_STATES, true, query.states().stream().map(this::inState).toList());
    }

    // Those that are not finished are few and are sorted. The name of the state is no parameter, so
    // that PostgreSQL sees
    // which partial index fits.
    private Branch inState(RunState state) {
        return state.finished()
                ? new Branch(
                        reach -> Where.ANY.and(dialect.inState(state), reach.first, reach.last),
                        dialect.orderInState())
                : Branch.of(Where.ANY.and("r.state = '" + state.name() + "'"), BY_ID);
    }

    /// What a run must be to match, beside what all on the path are.
    static Where filter(RunQuery query, Path path) {
        // How many runs a job or a state has PostgreSQL does not see in the condition of its path:
        // whatever another index has would lead it away.
        boolean hidden = path.ofJobs() || path.ofStates();
        var where = due(hidden ? "(r.due_us + 0)" : "r.due_us", query);
        if (!query.states().isEmpty() && !path.ofStates()) {
            where =
                    where.in(
                            hidden ? "(r.state || '')" : "r.state",
                            query.states().stream().map(Enum::name).toList());
        }
        if (query.job() != null && !path.ofJobs()) {
            var pattern = new JobPattern(query.job());
            where =
                    pattern.isName()
                            ? where.and("r.job_id = ?", Ids.ofName("job:" + query.job()))
                            : where.and("r.job_key LIKE ? ESCAPE '!'", pattern.like());
        }
        if (query.fingerprint() != null) {
            where = where.and(alike(query.fingerprint()));
        }
        if (query.queue() != null) {
            where = where.and("r.queue = ?", query.queue());
        }
        if (query.node() != null) {
            where = where.and("r.node IN (SELECT id FROM node WHERE name = ?)", query.node());
        }
        if (!query.causes().isEmpty()) {
            where = where.in("r.cause", query.causes());
        }
        if (query.error() != null) {
            where =
                    where.and(
                            "LOWER(r.message) LIKE ? ESCAPE '!'",
                            "%"
                                    + query.error()
                                            .toLowerCase(Locale.ROOT)
                                            .replaceAll("([!%_])", "!$1")
                                    + "%");
        }
        return where;
    }

    private static Where alike(String fingerprint) {
        return Where.ANY.and(
                "r.id IN (SELECT f.run_id FROM failure f WHERE f.fingerprint = ?)", fingerprint);
    }

    private static Where due(String time, RunQuery query) {
        var from =
                query.since() == null
                        ? Where.ANY
                        : Where.ANY.and(time + " >= ?", Micros.of(query.since()));
        return query.until() == null ? from : from.and(time + " < ?", Micros.of(query.until()));
    }
}
