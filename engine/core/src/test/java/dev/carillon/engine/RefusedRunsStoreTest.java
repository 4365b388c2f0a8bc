package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.catalog.JobCatalog;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.Finish;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.JobTable;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.RunTable.OpenRun;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Runs of one job fail in a way nobody expects, and all others go on.
@ParameterizedClass
@EnumSource(StoreKind.class)
class RefusedRunsStoreTest {
    private static final String JOBS =
            """
            {name: good, overlap: allow, task: {shell: {command: [x]}}}
            ---
            {name: bad, overlap: allow, task: {shell: {command: [x]}}}
            """;

    private static final String JOBS_IN_TIME =
            JOBS.replace("overlap: allow", "overlap: allow, deadline: 1m");

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-27T12:00:00Z"));
    private final Stores stores;
    private final SimulatedExecutor executor =
            new SimulatedExecutor(
                    time, new Random(1), new ArrayList<>(), attempt -> 1_000, () -> true);
    private SimulatedNode node;
    // Stores runs and takes none.
    private SimulatedNode other;
    private boolean readable = true;
    private boolean writable = true;

    RefusedRunsStoreTest(StoreKind kind) {
        stores = kind.open(time);
    }

    @BeforeEach
    void start(@TempDir Path folder, @TempDir Path otherFolder) {
        other = SimulatedNode.alone(stores, 4, time, executor, otherFolder);
        other.workers.drain();
        other.catalog.put(Definitions.parse(JOBS, "test"), "test", null, false);
        node =
                SimulatedNode.alone(
                        new FailingStores(stores, this::refuse), 4, time, executor, folder);
    }

    @AfterEach
    void close() throws Exception {
        if (stores instanceof Database database) {
            database.close();
        }
    }

    private void refuse(Method call, Object[] arguments) {
        if (!readable
                && call.getDeclaringClass() == JobTable.class
                && call.getName().equals("definition")
                && arguments[0].equals(JobCatalog.idOf("default/bad"))) {
            throw new IllegalStateException("nobody understands this definition");
        }
        if (!writable
                && call.getDeclaringClass() == RunTable.class
                && (call.getName().equals("finish")
                                && ((Collection<?>) arguments[0]).stream().anyMatch(this::isOfBad)
                        || call.getName().equals("end")
                                && ((OpenRun) arguments[0]).traits().jobKey().endsWith("/bad"))) {
            throw new IllegalStateException("nobody can write this");
        }
    }

    // But for the one that says just that.
    private boolean isOfBad(Object finish) {
        return finish instanceof Finish result
                && result.run().jobKey().equals("default/bad")
                && !String.valueOf(result.message()).contains("cannot be written");
    }

    private void submit(String job, int count) {
        other.submissions.submitAll(
                "test",
                Collections.nCopies(
                        count, new Wanted("default", job, Map.of(), null, null, Cause.MANUAL)));
    }

    private List<RunView> runs(String job) {
        return new RunViews(stores)
                .find(new RunQuery(Set.of(), "default/" + job, null, null), null, 100)
                .items();
    }

    private void claim() {
        time.advance(Duration.ofSeconds(1));
        node.workers.claimOnce();
    }

    private void workOff() {
        claim();
        time.advance(Duration.ofSeconds(1));
        executor.endDue();
        node.workers.storeOnce();
    }

    @Test
    void aResultThatCannotBeWrittenHoldsBackNoOther() {
        writable = false;
        submit("bad", 1);
        submit("good", 3);
        workOff();
        assertThat(runs("good")).hasSize(3).allMatch(run -> run.state().finished());
        assertThat(runs("bad")).allMatch(run -> run.state() == RunState.RUNNING);

        submit("good", 3);
        workOff();

        assertThat(runs("good")).hasSize(6).allMatch(run -> run.state().finished());
    }

    @Test
    void aResultThatIsRefusedAgainAndAgainBecomesAFailureThatSaysWhy() {
        writable = false;
        submit("bad", 1);
        workOff();

        for (int i = 0; i < 4; i++) {
            time.advance(Duration.ofSeconds(5));
            node.workers.storeOnce();
        }

        assertThat(runs("bad").getFirst().state()).isEqualTo(RunState.FAILED);
        assertThat(runs("bad").getFirst().message())
                .contains("cannot be written")
                .contains("nobody can write this");
        assertThat(node.workers.taken()).isZero();
    }

    @Test
    void aResultThatCanBeWrittenLaterIsWrittenAsItWas() {
        writable = false;
        submit("bad", 1);
        workOff();
        writable = true;

        time.advance(Duration.ofSeconds(5));
        node.workers.storeOnce();

        assertThat(runs("bad").getFirst().state().finished()).isTrue();
        assertThat(runs("bad").getFirst().message()).doesNotContain("cannot be written");
    }

    @Test
    void aRunThatCannotBeEndedAtItsDeadlineKeepsNoOtherFromIt() {
        other.catalog.put(Definitions.parse(JOBS_IN_TIME, "test"), "test", null, false);
        submit("bad", 1);
        submit("good", 1);
        writable = false;

        time.advance(Duration.ofMinutes(2));
        node.changes.expire(time.micros());

        assertThat(runs("good").getFirst().state()).isEqualTo(RunState.TIMED_OUT);
        assertThat(runs("bad").getFirst().state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void runsWhoseDefinitionCannotBeReadHereHoldBackNoOtherAndAreGivenBack() {
        readable = false;
        submit("bad", 5);
        submit("good", 2);
        for (int i = 0; i < 3; i++) {
            claim();
        }
        assertThat(runs("good")).allMatch(run -> run.state() == RunState.RUNNING);
        assertThat(executor.running()).isEqualTo(2);

        readable = true;
        time.advance(Duration.ofSeconds(5));
        executor.endDue();
        node.workers.storeOnce();
        workOff();
        workOff();

        assertThat(runs("bad"))
                .hasSize(5)
                .allMatch(run -> run.state().finished() && run.attempt() == 1);
    }
}
