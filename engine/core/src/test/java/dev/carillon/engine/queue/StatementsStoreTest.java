package dev.carillon.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.engine.EngineFixture;
import dev.carillon.engine.StoreKind;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.segment.Segments;
import dev.carillon.engine.store.jdbc.CountedStatements;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.testkit.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// How many statements it takes to fire and to finish runs of many jobs. The embedded database is in the same process,
/// where it does not matter.
class StatementsStoreTest {
    private static final int FEW = 10;
    private static final int MANY = 300;

    private final Database database =
            Database.open(StoreKind.config(StoreKind.withTables(TestDatabase.POSTGRESQL), 6));
    private final CountedStatements counted = new CountedStatements(database);
    private final EngineFixture engine = new EngineFixture(time -> counted.database());

    @AfterEach
    void close() throws Exception {
        engine.close();
        database.close();
    }

    /// What it took to fire a trigger of each job, and then to finish the runs.
    private record Taken(int fire, int finish) {}

    @Test
    void manyJobsFireAndFinishByAsManyStatementsAsFew() {
        assertNoMoreForMany("");
    }

    @Test
    void soDoManyWithAKeyEach() {
        assertNoMoreForMany("limit: {key: \"${job}\", concurrency: 1}\n");
    }

    @Test
    void theGateOfAJobThatDependsOnAnotherIsNotWrittenWhenNothingFollows() throws Exception {
        var first = engine.job(job("first", "overlap: allow\n"));
        engine.job(job("after", "dependsOn: [{job: first, on: failure}]\n"));
        engine.submit(first);
        var run = engine.claim(1).getFirst();
        String before = written("after");

        engine.succeed(run);
        assertThat(written("after")).isEqualTo(before);

        engine.submit(first);
        engine.fail(engine.claim(1).getFirst());
        assertThat(written("after")).isNotEqualTo(before);
    }

    // The transaction that wrote the gate last.
    private String written(String job) throws SQLException {
        try (var connection = database.dedicated();
                var select =
                        connection.prepareStatement("SELECT xmin FROM job_gate WHERE job_id = ?")) {
            select.setObject(1, JobCatalog.idOf("default", job));
            try (var rows = select.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            } finally {
                connection.rollback();
            }
        }
    }

    private void assertNoMoreForMany(String more) {
        put(0, FEW, more);
        var few = fireAndFinish(FEW);
        put(FEW, MANY, more);
        var many = fireAndFinish(MANY);

        // Each segment is fenced by a statement of its own.
        assertThat(many.fire).isLessThan(few.fire + Segments.DEFAULT);
        assertThat(many.finish).isEqualTo(few.finish);
    }

    private void put(int from, int to, String more) {
        String yaml =
                IntStream.range(from, to)
                        .mapToObj(
                                each ->
                                        job(
                                                "job-" + each,
                                                "schedules: [{id: s, every: 60s}]\n"
                                                        + more.replace("${job}", "key-" + each)))
                        .collect(Collectors.joining("---\n"));
        engine.catalog.put(Definitions.parse(yaml, "test"), "test", null, false);
    }

    private static String job(String name, String more) {
        return "name: " + name + "\ntask: {shell: {command: [\"true\"]}}\n" + more;
    }

    // The first time definitions and lines are read that are remembered then.
    private Taken fireAndFinish(int jobs) {
        once(jobs);
        return once(jobs);
    }

    private Taken once(int jobs) {
        var lane = engine.lane(engine.takeSegments());
        engine.time.advance(Duration.ofMinutes(1));
        counted.take();
        assertThat(lane.runOnce()).isEqualTo(jobs);
        int fire = counted.take().size();
        var runs = engine.claim(jobs);
        assertThat(runs).hasSize(jobs);
        List<Finish> results =
                runs.stream()
                        .map(run -> engine.finish(run, RunState.SUCCEEDED, RunState.SUCCEEDED))
                        .toList();
        counted.take();
        engine.queue.finish(results, engine.time.micros());
        return new Taken(fire, counted.take().size());
    }
}
