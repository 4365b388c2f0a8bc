package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.QueueDefinition;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.queue.Queues;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions.Along;
import dev.carillon.engine.queue.Submissions.Wanted;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.Stores;
import dev.carillon.engine.store.jdbc.Database;
import dev.carillon.testkit.ManualTime;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Runs that begin with the transaction that makes them.
@ParameterizedClass
@EnumSource(StoreKind.class)
class DirectClaimsStoreTest {
    private static final int SLOTS = 4;
    private static final String JOBS =
            """
            {name: job, overlap: allow, task: {shell: {command: [x]}}}
            ---
            {name: newest, overlap: replace, task: {shell: {command: [x]}}}
            ---
            {name: one, overlap: queue, task: {shell: {command: [x]}}}
            ---
            {name: heavy, overlap: allow, weight: 3, task: {shell: {command: [x]}}}
            ---
            {name: mail, overlap: allow, queue: mail, task: {shell: {command: [x]}}}
            ---
            {name: elsewhere, overlap: allow, placement: {labels: {rack: b}}, task: {shell: {command: [x]}}}
            ---
            {name: flow, overlap: allow, task: {flow: {steps: [{name: a, shell: {command: [x]}}]}}}
            """;

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-27T12:00:00Z"));
    private final Stores stores;
    private final SimulatedExecutor executor =
            new SimulatedExecutor(
                    time, new Random(1), new ArrayList<>(), attempt -> 1_000_000, () -> true);
    private SimulatedNode node;

    DirectClaimsStoreTest(StoreKind kind) {
        stores = kind.open(time);
    }

    @BeforeEach
    void start(@TempDir Path folder) {
        node = SimulatedNode.alone(stores, SLOTS, time, executor, folder);
        node.catalog.put(Definitions.parse(JOBS, "test"), "test", null, false);
        node.workers.claimOnce();
    }

    @AfterEach
    void close() throws Exception {
        if (stores instanceof Database database) {
            database.close();
        }
    }

    @Test
    void aRunBeginsWithItsSubmission() {
        var answered = submit("job");

        assertThat(answered.state()).isEqualTo(RunState.RUNNING);
        assertThat(answered.attempt()).isEqualTo(1);
        assertThat(answered.startedAt()).isEqualTo(answered.createdAt());
        assertThat(stored(answered)).isEqualTo(answered);
        assertThat(executor.running()).isEqualTo(1);
        assertThat(node.workers.taken()).isEqualTo(1);

        end();
        assertThat(stored(answered).state().finished()).isTrue();
        assertThat(stored(answered).attempt()).isEqualTo(1);
        assertThat(node.workers.taken()).isZero();
    }

    @Test
    void whatHasNoFreeSlotIsQueued() {
        node.submissions.submitAll("test", Collections.nCopies(SLOTS + 2, wanted("job", null)));

        assertThat(count(RunState.RUNNING)).isEqualTo(SLOTS);
        assertThat(count(RunState.QUEUED)).isEqualTo(2);
        assertThat(executor.running()).isEqualTo(SLOTS);
    }

    @Test
    void aHeavyRunTakesAsManySlotsAsItWeighs() {
        var heavy = submit("heavy");
        var light = submit("job");
        var tooMuch = submit("heavy");

        assertThat(heavy.state()).isEqualTo(RunState.RUNNING);
        assertThat(light.state()).isEqualTo(RunState.RUNNING);
        assertThat(tooMuch.state()).isEqualTo(RunState.QUEUED);
        assertThat(node.workers.taken()).isEqualTo(SLOTS);
    }

    @Test
    void nothingOvertakesARunThatMayBeQueued() {
        node.workers.wake();
        var first = submit("job");
        var second = submit("job");

        assertThat(List.of(first, second)).extracting(RunView::state).containsOnly(RunState.QUEUED);
        time.advance(Duration.ofMillis(10));
        node.workers.claimOnce();
        assertThat(submit("job").state()).isEqualTo(RunState.RUNNING);
        assertThat(executor.running()).isEqualTo(3);
    }

    @Test
    void nothingOvertakesARunThatHasBecomeDue() {
        var due = time.instant().plusSeconds(60);
        node.submissions.submit("test", wanted("job", due), Along.NOTHING);
        time.advance(Duration.ofSeconds(60));
        node.workers.promoteOnce();

        assertThat(submit("job").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void nothingOvertakesARunWhoseTurnInItsJobHasCome() {
        submit("one");
        submit("one");
        end();

        assertThat(submit("job").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void aRunThatIsReplacedByTheNextOfItsSubmissionNeverBegins() {
        node.submissions.submitAll("test", Collections.nCopies(2, wanted("newest", null)));

        assertThat(runs())
                .extracting(RunView::state)
                .containsExactlyInAnyOrder(RunState.CANCELLED, RunState.RUNNING);
        assertThat(executor.running()).isEqualTo(1);
    }

    @Test
    void nothingBeginsBeforeARunThatWaitsForMoreSlots() {
        submit("job");
        submit("job");
        submit("heavy");
        time.advance(Duration.ofMillis(10));
        node.workers.claimOnce();

        assertThat(submit("job").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void aRunThatWaitsForAnotherOfItsJobIsNotBegun() {
        assertThat(submit("one").state()).isEqualTo(RunState.RUNNING);

        assertThat(submit("one").state()).isEqualTo(RunState.WAITING);
    }

    @Test
    void aQueueWithLimitsOrPausedIsLeftToTheClaim() {
        var queues = new Queues(stores, node.catalog, time::micros);

        queues.put(new QueueDefinition("mail", 2, null, 1, List.of()), null, "test");
        assertThat(submit("mail").state()).isEqualTo(RunState.QUEUED);
        queues.delete("mail", "test");
        assertThat(submit("mail").state()).isEqualTo(RunState.RUNNING);
        queues.pause("mail", null, "test");
        assertThat(submit("mail").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void whatIsForOtherNodesOrDueLaterOrOfSeveralIsNotBegun() {
        var later = time.instant().plusSeconds(60);

        assertThat(submit("elsewhere").state()).isEqualTo(RunState.QUEUED);
        assertThat(submit("flow").state()).isEqualTo(RunState.QUEUED);
        assertThat(node.submissions.submit("test", wanted("job", later), Along.NOTHING).state())
                .isEqualTo(RunState.DELAYED);
        assertThat(executor.running()).isZero();
    }

    @Test
    void aNodeThatTakesNoMoreRunsBeginsNone() {
        node.workers.drain();

        assertThat(submit("job").state()).isEqualTo(RunState.QUEUED);
    }

    @Test
    void aTransactionThatFailsBeginsNothingAndKeepsNoSlot() {
        Along failing =
                (tx, run) -> {
                    throw new CarillonException(ErrorCode.CONFLICT, "no");
                };
        var wanted = wanted("job", null);

        assertThatThrownBy(() -> node.submissions.submit("test", wanted, failing))
                .hasMessageContaining("no");

        assertThat(executor.running()).isZero();
        assertThat(node.workers.taken()).isZero();
        assertThat(runs()).isEmpty();
        time.advance(Duration.ofMillis(10));
        node.workers.claimOnce();
        assertThat(submit("job").state()).isEqualTo(RunState.RUNNING);
    }

    private void end() {
        time.advance(Duration.ofSeconds(2));
        executor.endDue();
        node.workers.storeOnce();
    }

    private RunView submit(String job) {
        return node.submissions.submit("test", wanted(job, null));
    }

    private static Wanted wanted(String job, @Nullable Instant at) {
        return new Wanted("default", job, Map.of(), at, null, Cause.MANUAL);
    }

    private RunView stored(RunView run) {
        return new RunViews(stores).get(UUID.fromString(run.id()));
    }

    private long count(RunState state) {
        return runs().stream().filter(run -> run.state() == state).count();
    }

    private List<RunView> runs() {
        return new RunViews(stores).find(RunQuery.ALL, null, 1_000).items();
    }
}
