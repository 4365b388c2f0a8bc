package dev.carillon.engine.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.RunState;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.run.Ids;
import dev.carillon.engine.service.Micros;
import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.RunTable.Counted;
import dev.carillon.testkit.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/// With many runs, each search goes along an index, and what it passes is bounded.
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RunPathsStoreTest {
    private static final Instant FIRST = Instant.parse("2026-11-23T12:00:00Z");
    private static final int RUNS = 25_000;
    private static final int JOBS = 40;
    private static final String INSERT =
            """
            INSERT INTO run (id, job_id, job_version, job_key, cause, state, due_us, queue, queue_rank, priority,
                attempt, failures, losses, max_attempts, at_most_once, gated, keyed, fence, created_us,
                started_us, finished_us, message, parameters, version)
            VALUES (?, ?, 1, ?, 'MANUAL', ?, ?, 'default', 0, 5, 1, 0, 0, 1, FALSE, FALSE, FALSE, 1, ?, ?, ?, ?,
                '{}', 1)
            """;
    private static final String JOB =
            """
            INSERT INTO job (id, namespace, name, version, segment, paused, deleted, updated_us, updated_by)
            VALUES ('%s', 'default', '%s', 1, 0, FALSE, FALSE, 0, 'test')
            """;
    private static final Map<TestDatabase, Database> DATABASES = new EnumMap<>(TestDatabase.class);

    private final TestDatabase kind;

    RunPathsStoreTest(TestDatabase kind) {
        this.kind = kind;
    }

    @BeforeAll
    static void fill() throws Exception {
        for (var kind : TestDatabase.values()) {
            var database = Database.open(StoreKind.config(StoreKind.withTables(kind), 4));
            DATABASES.put(kind, database);
            try (var connection = database.dedicated()) {
                fill(connection);
            }
        }
    }

    @AfterAll
    static void close() {
        DATABASES.values().forEach(Database::close);
        DATABASES.clear();
    }

    // A run each second; every hundredth failed, every thousandth is of the job `rare`.
    private static void fill(Connection connection) throws SQLException {
        long[] now = {0};
        var ids = new Ids(() -> now[0]);
        try (var insert = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < RUNS; i++) {
                now[0] = Micros.of(FIRST.plusSeconds(i));
                String job = "default/" + (i % 1_000 == 0 ? "rare" : "job-" + i % JOBS);
                boolean failed = i % 100 == 0;
                insert.setObject(1, ids.next());
                insert.setObject(2, Ids.ofName("job:" + job));
                insert.setString(3, job);
                insert.setString(4, failed ? "FAILED" : "SUCCEEDED");
                for (int column = 5; column <= 8; column++) {
                    insert.setLong(column, now[0]);
                }
                insert.setString(9, failed ? "exit code " + i : null);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (var statement = connection.createStatement()) {
            for (int i = 0; i < JOBS; i++) {
                statement.execute(JOB.formatted(Ids.ofName("job:default/job-" + i), "job-" + i));
            }
            statement.execute("ANALYZE");
        }
        connection.commit();
    }

    private Database database() {
        return Objects.requireNonNull(DATABASES.get(kind));
    }

    private static RunQuery query(
            Set<RunState> states,
            @Nullable String job,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String error) {
        return new RunQuery(states, job, since, until, null, null, Set.of(), error, null, null);
    }

    /// How the database would go.
    private List<String> plans(RunQuery query) throws SQLException {
        var database = database();
        try (var connection = database.dedicated()) {
            var search = new JdbcRunSearch(connection, database.dialect());
            var plan = search.plan(query, null, JdbcRunSearch.MOST_LISTED);
            var plans = new ArrayList<String>();
            for (var branch : plan.path().branches()) {
                var where = JdbcRunSearch.where(branch, query, null, plan);
                String sql = "EXPLAIN " + search.selectViews(plan.path(), branch, where);
                try (var explain = connection.prepareStatement(sql)) {
                    explain.setInt(where.bind(explain, 1), 100);
                    try (var rows = explain.executeQuery()) {
                        var text = new StringBuilder();
                        while (rows.next()) {
                            text.append(rows.getString(1)).append('\n');
                        }
                        plans.add(text.toString());
                    }
                }
            }
            connection.rollback();
            return plans;
        }
    }

    private void assertInOrderOf(String index, RunQuery query) throws SQLException {
        assertThat(plans(query))
                .isNotEmpty()
                .allSatisfy(
                        plan -> {
                            assertThat(plan).containsIgnoringCase(index);
                            // PostgreSQL sorts what it finds by an index when that is little.
                            assertThat(plan)
                                    .contains(kind == TestDatabase.H2 ? "index sorted" : "Index ")
                                    .doesNotContain("Seq Scan on run");
                        });
    }

    @Test
    void allAreReadByTheirIds() throws SQLException {
        assertInOrderOf(kind == TestDatabase.H2 ? "PRIMARY_KEY" : "run_pkey", RunQuery.ALL);
    }

    @Test
    void thoseOfAJobAreReadByIt() throws SQLException {
        assertInOrderOf("run_of_job", query(Set.of(), "default/rare", null, null, null));
        assertInOrderOf("run_of_job", query(Set.of(), "default/rare", null, null, "code 7"));
        assertInOrderOf(
                "run_of_job", query(Set.of(RunState.FAILED), "default/rare", null, null, null));
    }

    @Test
    void failedOnesAreReadByTheirState() throws SQLException {
        String index = kind == TestDatabase.H2 ? "run_by_state" : "run_not_well";
        assertInOrderOf(index, query(Set.of(RunState.FAILED), null, null, null, null));
        assertInOrderOf(
                index, query(Set.of(RunState.FAILED, RunState.LOST), null, null, null, null));
        assertInOrderOf(index, query(Set.of(RunState.FAILED), "*/*", null, null, "code 7"));
    }

    @Test
    void failedOnesAreCountedByTheirIndexAlone() throws SQLException {
        var query = query(Set.of(RunState.FAILED), null, null, null, null);
        try (var connection = database().dedicated()) {
            var search = new JdbcRunSearch(connection, database().dialect());
            var plan = search.plan(query, null, JdbcRunSearch.MOST_COUNTED);
            var path = plan.path();
            var where = JdbcRunSearch.where(path.branches().getFirst(), query, null, plan);
            connection.rollback();

            assertThat(
                            plan(
                                    search.selectCount(path, where),
                                    select -> select.setInt(where.bind(select, 1), 100_001)))
                    .containsIgnoringCase(
                            kind == TestDatabase.H2 ? "run_by_state: ID <= ?2" : "Index Only Scan");
            assertThat(search.count(query, 1_000).count()).isEqualTo(RUNS / 100);
        }
    }

    @Test
    void heldOnesAreReadByTheirState() throws SQLException {
        String index = kind == TestDatabase.H2 ? "run_by_state: STATE = 'HELD'" : "run_held";

        assertThat(plans(query(Set.of(RunState.HELD), null, null, null, null)))
                .hasSize(1)
                .allSatisfy(plan -> assertThat(plan).containsIgnoringCase(index));
    }

    @Test
    void thoseOfAShortTimeAreReadByIt() throws SQLException {
        var query = query(Set.of(), null, FIRST.plusSeconds(9_000), FIRST.plusSeconds(9_060), null);

        assertThat(plans(query))
                .allSatisfy(plan -> assertThat(plan).containsIgnoringCase("run_due"));
    }

    private String plan(String sql, JdbcTable.Binder binder) throws SQLException {
        try (var connection = database().dedicated()) {
            String plan = explained(connection, sql, binder);
            connection.rollback();
            return plan;
        }
    }

    private static String explained(Connection connection, String sql, JdbcTable.Binder binder)
            throws SQLException {
        try (var explain = connection.prepareStatement("EXPLAIN " + sql)) {
            binder.bind(explain);
            try (var rows = explain.executeQuery()) {
                var text = new StringBuilder();
                while (rows.next()) {
                    text.append(rows.getString(1)).append('\n');
                }
                return text.toString();
            }
        }
    }

    @Test
    void manyAreReadByTheirIds() throws SQLException {
        var ids = Stream.generate(UUID::randomUUID).limit(200).toArray();
        String plan =
                plan(
                        JdbcRunReads.VIEWS,
                        explain ->
                                explain.setArray(
                                        1, explain.getConnection().createArrayOf("uuid", ids)));

        assertThat(plan)
                .containsPattern(kind == TestDatabase.H2 ? "PRIMARY_KEY\\w*: ID IN" : "run_pkey")
                .doesNotContain("Seq Scan on run");
    }

    @Test
    void aClaimReadsTheQueuedRunsInTheOrderOfTheirIndex() throws SQLException {
        String index = kind == TestDatabase.H2 ? "run_by_state" : "run_queued";
        var claim =
                List.of(
                        plan(
                                kind == TestDatabase.H2 ? JdbcRuns.NEXT_LINE : JdbcRuns.LINE_BEFORE,
                                explain -> explain.setInt(1, 1)),
                        plan(
                                JdbcRuns.QUEUED + database().dialect().skipLocked(),
                                explain -> {
                                    explain.setInt(1, 1);
                                    explain.setLong(2, Micros.of(FIRST));
                                    explain.setInt(3, 100);
                                }),
                        plan(
                                JdbcRuns.FIRST_OF_LINE,
                                explain -> {
                                    explain.setInt(1, 1);
                                    explain.setInt(2, 100);
                                }));

        assertThat(claim)
                .allSatisfy(
                        plan ->
                                assertThat(plan)
                                        .containsIgnoringCase(index)
                                        .doesNotContain("Sort", "Seq Scan", "tableScan"));
    }

    @Test
    void runsWhoseDeadlineIsOverAreFoundWithoutTheFinishedOnes() throws SQLException {
        String plan =
                plan(
                        JdbcRuns.EXPIRED,
                        explain -> {
                            explain.setLong(1, Micros.of(FIRST.plusSeconds(RUNS)));
                            explain.setInt(2, 200);
                        });

        // H2 has no partial indexes; there it goes along the open ones.
        assertThat(plan)
                .containsIgnoringCase(kind == TestDatabase.H2 ? "run_by_state" : "run_deadline")
                .doesNotContain("Seq Scan on run");
    }

    @Test
    void jobsWithRunsAreFoundByALookAtTheIndexForEachJob() throws SQLException {
        String plan =
                plan(
                        JdbcJobs.WITH_RUNS_AFTER,
                        explain -> {
                            explain.setObject(1, new UUID(0, 0));
                            explain.setInt(2, 100);
                        });

        assertThat(plan)
                .containsIgnoringCase("run_of_job")
                .doesNotContain("Seq Scan on run", "run.tableScan", "HASH JOIN");
    }

    @Test
    void jobsWithoutRunsArePassedOver() throws SQLException {
        try (var connection = database().dedicated()) {
            try (var statement = connection.createStatement()) {
                statement.execute(JOB.formatted(Ids.ofName("job:default/none"), "none"));
            }
            var jobs = new JdbcJobs(connection, _ -> {});

            assertThat(jobs.withRunsAfter(null, 1_000))
                    .extracting(JobRow::name)
                    .contains("job-1")
                    .doesNotContain("none");
            connection.rollback();
        }
    }

    @Test
    void openRunsAreCountedWithoutTheFinishedOnes() throws SQLException {
        String plan = plan(JdbcRunReads.OPEN_COUNTS, _ -> {});

        assertThat(plan).doesNotContain("Seq Scan on run", "tableScan");
    }

    @Test
    void allRunsAreCounted() {
        var counts = database().transaction(tx -> tx.reads().counts());

        assertThat(counts)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                RunState.SUCCEEDED,
                                RUNS - RUNS / 100L,
                                RunState.FAILED,
                                RUNS / 100L));
    }

    @Test
    void whatIsTooOldIsLookedForAmongTheOldAlone() throws SQLException {
        var bound = FIRST.plusSeconds(100);
        String plan =
                plan(
                        "ANALYZE " + runs(JdbcRuns::tooOld),
                        explain -> {
                            bindJob(explain, "default/job-1", Ids.from(Micros.of(bound)));
                            explain.setLong(7, Micros.of(bound));
                            explain.setInt(8, 200);
                        });

        // Runs 1, 41 and 81 of the 625 of the job.
        assertThat(plan)
                .contains(kind == TestDatabase.H2 ? "scanCount: 4" : "rows=3")
                .containsIgnoringCase("run_of_job")
                .doesNotContain("Rows Removed");
    }

    /// PostgreSQL would go along all runs by id, of which each third failed, as it thinks wherever one begins.
    @Test
    void thoseOfAStateThatManyHaveAreReadByIt() throws SQLException {
        try (var connection = database().dedicated();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE run SET state = 'FAILED' WHERE MOD(due_us / 1000000, 3) = 0");
            if (kind == TestDatabase.POSTGRESQL) {
                statement.execute("ANALYZE");
            }
            var query = query(Set.of(RunState.FAILED), null, null, null, null);
            var search = new JdbcRunSearch(connection, database().dialect());
            var plan = search.plan(query, null, JdbcRunSearch.MOST_LISTED);
            var branch = plan.path().branches().getFirst();
            var where = JdbcRunSearch.where(branch, query, null, plan);

            assertThat(
                            explained(
                                    connection,
                                    search.selectViews(plan.path(), branch, where),
                                    select -> select.setInt(where.bind(select, 1), 101)))
                    .containsIgnoringCase(kind == TestDatabase.H2 ? "run_by_state" : "run_not_well")
                    .doesNotContain("run_pkey");
            connection.rollback();
        }
    }

    private String runs(Function<JdbcRuns, String> statement) throws SQLException {
        try (var connection = database().dedicated()) {
            return statement.apply(new JdbcRuns(connection, database().dialect(), _ -> {}));
        }
    }

    private static void bindJob(PreparedStatement select, String job, UUID last)
            throws SQLException {
        new RunPaths.Reach(new UUID(0, 0), last).bind(select, Ids.ofName("job:" + job));
        select.setLong(5, Long.MAX_VALUE);
        select.setLong(6, Long.MAX_VALUE);
    }

    private String removal(Connection connection, Counted which, String job) throws SQLException {
        return explained(
                connection,
                new JdbcRuns(connection, database().dialect(), _ -> {}).upTo(which),
                select -> {
                    bindJob(select, job, RunPaths.Reach.ALL.last());
                    select.setInt(7, 200);
                });
    }

    /// PostgreSQL would go along all runs by id, of which each third is of the job, as it thinks wherever one begins.
    @Test
    void thoseOfAJobAreReadByItHoweverManyItHas() throws SQLException {
        try (var connection = database().dedicated();
                var statement = connection.createStatement()) {
            var job = Ids.ofName("job:default/most");
            statement.execute(
                    "UPDATE run SET job_id = '%s' WHERE MOD(due_us / 1000000, 3) = 0"
                            .formatted(job));
            var query = query(Set.of(), "default/most", null, null, null);
            var search = new JdbcRunSearch(connection, database().dialect());
            var plan = search.plan(query, null, JdbcRunSearch.MOST_LISTED);
            var branch = plan.path().branches().getFirst();
            var where = JdbcRunSearch.where(branch, query, null, plan);
            // Of H2 it would commit.
            if (kind == TestDatabase.POSTGRESQL) {
                statement.execute("ANALYZE");
            }

            for (String found :
                    List.of(
                            removal(connection, Counted.UNHANDLED, "default/rare"),
                            removal(connection, Counted.OTHERS, "default/most"),
                            explained(
                                    connection,
                                    search.selectViews(plan.path(), branch, where),
                                    select -> select.setInt(where.bind(select, 1), 101)))) {
                assertThat(found).containsIgnoringCase("run_of_job").doesNotContain("run_pkey");
            }
            connection.rollback();
        }
    }

    @Test
    void aLongSearchIsDividedAndMissesNothing() {
        var query = query(Set.of(), null, null, null, "code 100");

        var found = new HashSet<String>();
        var parts = new ArrayList<Integer>();
        UUID before = null;
        do {
            var from = before;
            var part = database().transaction(tx -> tx.search().find(query, from, 500));
            part.views().forEach(run -> found.add(String.valueOf(run.message())));
            parts.add(part.views().size());
            before = part.next();
        } while (before != null);

        assertThat(found)
                .containsExactlyInAnyOrder("exit code 100", "exit code 1000", "exit code 10000");
        assertThat(parts).hasSize(2);
    }

    @Test
    void allAreCountedUpToANumber() {
        var counts =
                database()
                        .transaction(
                                tx ->
                                        List.of(
                                                tx.search().count(RunQuery.ALL, RUNS),
                                                tx.search().count(RunQuery.ALL, RUNS - 1)));

        assertThat(counts).extracting(each -> each.capped()).containsExactly(false, true);
        assertThat(counts).extracting(each -> each.count()).containsExactly(25_000L, 24_999L);
    }
}
