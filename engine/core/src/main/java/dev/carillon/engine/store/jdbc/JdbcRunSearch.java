package dev.carillon.engine.store.jdbc;

import dev.carillon.api.Carillon.RunCount;
import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.store.RunSearch;
import dev.carillon.engine.store.jdbc.RunPaths.Reach;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Each search goes along one index, see [RunPaths]. When only a part of what it passes matches, it is first counted
/// how much there is to pass; the first index with little is taken. If there is much along each, the search looks at the
/// newest part of it only, and says where it stopped.
final class JdbcRunSearch extends JdbcTable implements RunSearch {
    /// How much a part of a list passes at most, and a number or a chart.
    static final int MOST_LISTED = 20_000;

    static final int MOST_COUNTED = 100_000;

    private static final String MEASURE =
            "SELECT COUNT(*) FROM (SELECT r.id FROM run r%s%s LIMIT ?) s";
    private static final String FLOOR = "SELECT r.id FROM run r%s%s ORDER BY %s LIMIT 1 OFFSET ?";
    private static final String SPREAD =
            """
            SELECT begun, ended, state, COUNT(*) FROM (
                SELECT CASE WHEN r.started_us >= %1$d AND r.started_us < %2$d
                        THEN (r.started_us - %1$d) / %3$d END AS begun,
                    CASE WHEN r.finished_us >= %1$d AND r.finished_us < %2$d
                        THEN (r.finished_us - %1$d) / %3$d END AS ended,
                    r.state AS state
                FROM run r%4$s%5$s) s
            GROUP BY begun, ended, state
            """;

    /// Where a search goes.
    ///
    /// @param floor it ends at this run; null when it goes to the end
    record Plan(RunPaths.Path path, @Nullable UUID floor) {}

    private final Dialect dialect;
    private final RunPaths paths;

    JdbcRunSearch(Connection connection, Dialect dialect) {
        super(connection);
        this.dialect = dialect;
        paths = new RunPaths(this::jobs, dialect);
    }

    private List<UUID> jobs(String like, int limit) {
        return list(
                "SELECT id FROM job WHERE namespace || '/' || name LIKE ? ESCAPE '!' LIMIT ?",
                select -> {
                    select.setString(1, like);
                    select.setInt(2, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    @Override
    public Found find(RunQuery query, @Nullable UUID before, int limit) {
        var plan = plan(query, before, MOST_LISTED);
        var views = new ArrayList<RunView>();
        for (var branch : plan.path.branches()) {
            var where = where(branch, query, before, plan);
            views.addAll(
                    list(
                            selectViews(plan.path, branch, where),
                            select -> select.setInt(where.bind(select, 1), limit + 1),
                            JdbcRunReads::view));
        }
        views.sort(Comparator.comparing(RunView::id).reversed());
        if (views.size() > limit) {
            return new Found(
                    List.copyOf(views.subList(0, limit)),
                    UUID.fromString(views.get(limit - 1).id()));
        }
        return new Found(views, plan.floor);
    }

    /// The statement of a branch, whose last parameter is how many runs at most.
    String selectViews(RunPaths.Path path, RunPaths.Branch branch, Where where) {
        return JdbcRunReads.select(hint(path))
                + where.sql()
                + " ORDER BY "
                + branch.order()
                + " LIMIT ?";
    }

    @Override
    public RunCount count(RunQuery query, int most) {
        var plan = plan(query, null, MOST_COUNTED);
        long count = 0;
        for (var branch : plan.path.branches()) {
            var where = where(branch, query, null, plan);
            count += measure(plan.path, where, (int) (most + 1 - count));
        }
        return new RunCount(Math.min(count, most), count > most || plan.floor != null);
    }

    @Override
    public Spreads spread(RunQuery query, long fromUs, long widthUs, int buckets) {
        var plan = plan(query, null, MOST_COUNTED);
        var spreads = new ArrayList<Spread>();
        for (var branch : plan.path.branches()) {
            var where = where(branch, query, null, plan);
            // The numbers of a chart are the same for all its rows, and no text of a caller.
            String sql =
                    SPREAD.formatted(
                            fromUs,
                            fromUs + widthUs * buckets,
                            widthUs,
                            hint(plan.path),
                            where.sql());
            spreads.addAll(
                    list(
                            sql,
                            select -> where.bind(select, 1),
                            row ->
                                    new Spread(
                                            nullableLong(row, 1),
                                            nullableLong(row, 2),
                                            RunState.valueOf(row.getString(3)),
                                            row.getLong(4))));
        }
        return new Spreads(spreads, plan.floor != null);
    }

    Plan plan(RunQuery query, @Nullable UUID before, int most) {
        var exact = paths.exact(query);
        if (exact.isPresent()) {
            return new Plan(exact.get(), null);
        }
        var fitting = paths.fitting(query);
        for (var path : fitting) {
            if (isShort(path, query, before, most)) {
                return new Plan(path, null);
            }
        }
        // The order of ids is not that of due times.
        var path = fitting.stream().filter(RunPaths.Path::byId).findFirst().orElse(RunPaths.ALL);
        return new Plan(path, floor(path, query, before, most));
    }

    private boolean isShort(RunPaths.Path path, RunQuery query, @Nullable UUID before, int most) {
        long length = 0;
        for (var branch : path.branches()) {
            var where = within(branch, query, before, null);
            length += measure(path, where, (int) (most + 1 - length));
            if (length > most) {
                return false;
            }
        }
        return true;
    }

    private long measure(RunPaths.Path path, Where where, int most) {
        return most <= 0
                ? 0
                : first(
                                selectCount(path, where),
                                select -> select.setInt(where.bind(select, 1), most),
                                row -> row.getLong(1))
                        .orElse(0L);
    }

    /// The statement that counts, whose last parameter is how many at most.
    String selectCount(RunPaths.Path path, Where where) {
        return MEASURE.formatted(hint(path), where.sql());
    }

    // The newest of the ends of all branches, so that each is looked at as far as the others.
    private @Nullable UUID floor(
            RunPaths.Path path, RunQuery query, @Nullable UUID before, int most) {
        return path.branches().stream()
                .map(
                        branch -> {
                            var where = within(branch, query, before, null);
                            return first(
                                    FLOOR.formatted(hint(path), where.sql(), branch.order()),
                                    select -> select.setInt(where.bind(select, 1), most),
                                    row -> row.getObject(1, UUID.class));
                        })
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /// What runs are that a search finds on a part of its way.
    static Where where(RunPaths.Branch branch, RunQuery query, @Nullable UUID before, Plan plan) {
        return within(branch, query, before, plan.floor).and(RunPaths.filter(query, plan.path));
    }

    // What all runs are that are passed on a part of a way.
    private static Where within(
            RunPaths.Branch branch, RunQuery query, @Nullable UUID before, @Nullable UUID floor) {
        var newerThan = query.newerThan() == null ? null : UUID.fromString(query.newerThan());
        var first = floor != null ? floor : newerThan;
        var reach =
                new Reach(
                        first != null ? first : Reach.ALL.first(),
                        before != null ? before : Reach.ALL.last());
        var where = branch.where().of(reach);
        if (before != null) {
            where = where.and("r.id < ?", before);
        }
        if (newerThan != null) {
            where = where.and("r.id > ?", newerThan);
        }
        return floor == null ? where : where.and("r.id >= ?", floor);
    }

    private String hint(RunPaths.Path path) {
        String index = path.index();
        return index == null ? "" : dialect.useIndex(index);
    }
}
