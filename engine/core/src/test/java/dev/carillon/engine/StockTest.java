package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.api.Carillon.RunQuery;
import dev.carillon.api.Definitions;
import dev.carillon.api.RunState;
import dev.carillon.api.RunView;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.queue.Submissions;
import dev.carillon.engine.run.NewRun.Cause;
import dev.carillon.engine.store.memory.MemoryStores;
import dev.carillon.testkit.ManualTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What a node claims beyond its slots while runs are short.
class StockTest {
    private static final int SLOTS = 4;
    private static final String JOBS =
            """
            {name: short, overlap: allow, task: {shell: {command: [x]}}}
            ---
            {name: long, overlap: allow, task: {shell: {command: [x]}}}
            ---
            {name: once, overlap: allow, delivery: at-most-once, task: {shell: {command: [x]}}}
            """;

    private final ManualTime time = new ManualTime(Instant.parse("2026-11-26T12:00:00Z"));
    private final MemoryStores stores = new MemoryStores(time::micros);
    private final SimulatedExecutor executor =
            new SimulatedExecutor(
                    time,
                    new Random(1),
                    new ArrayList<>(),
                    attempt -> attempt.jobKey().endsWith("long") ? 10_000_000 : 0,
                    () -> true);
    private SimulatedNode node;

    @BeforeEach
    void start(@TempDir Path folder) {
        node = SimulatedNode.alone(stores, SLOTS, time, executor, folder);
        node.catalog.put(Definitions.parse(JOBS, "test"), "test", null, false);
    }

    @Test
    void nothingIsClaimedBeyondTheSlotsBeforeItIsKnownThatRunsAreShort() {
        submit("short", 100);

        node.workers.claimOnce();

        assertThat(count(RunState.RUNNING)).isEqualTo(SLOTS);
    }

    @Test
    void moreIsClaimedWhileRunsAreShortAndNoMoreThanTheSlotsRunAtOnce() {
        learnThatRunsAreShort();
        submit("short", 100);

        node.workers.claimOnce();

        assertThat(count(RunState.RUNNING)).isEqualTo(100);
        assertThat(executor.running()).isEqualTo(SLOTS);
        workOff();
        assertThat(count(RunState.QUEUED) + count(RunState.RUNNING)).isZero();
    }

    @Test
    void whatWaitsBehindLongRunsIsHandedBackAndRunsLater() {
        learnThatRunsAreShort();
        submit("long", 100);
        node.workers.claimOnce();
        assertThat(count(RunState.RUNNING)).isEqualTo(100);

        time.advance(Duration.ofMillis(150));
        node.workers.watchOnce();
        node.workers.claimOnce();

        assertThat(executor.running()).isEqualTo(SLOTS);
        assertThat(count(RunState.RUNNING)).isEqualTo(SLOTS);
        assertThat(count(RunState.QUEUED)).isEqualTo(100 - SLOTS);
        assertThat(runs())
                .filteredOn(run -> run.state() == RunState.QUEUED)
                .allMatch(run -> run.attempt() == 0 && run.startedAt() == null);
        time.advance(Duration.ofSeconds(11));
        executor.endDue();
        node.workers.storeOnce();
        node.workers.claimOnce();
        assertThat(count(RunState.RUNNING)).isEqualTo(SLOTS);
        assertThat(count(RunState.QUEUED)).isEqualTo(100 - 2 * SLOTS);
    }

    @Test
    void whatMayBeginOnlyOnceIsNotClaimedBeforeItCanBegin() {
        learnThatRunsAreShort();
        submit("once", 100);

        node.workers.claimOnce();

        assertThat(count(RunState.RUNNING)).isEqualTo(SLOTS);
        workOff();
        assertThat(count(RunState.QUEUED) + count(RunState.RUNNING)).isZero();
    }

    private void learnThatRunsAreShort() {
        submit("short", 300);
        workOff();
    }

    private void workOff() {
        for (int i = 0; i < 500 && count(RunState.QUEUED) + count(RunState.RUNNING) > 0; i++) {
            node.workers.claimOnce();
            while (executor.isBusy()) {
                executor.endDue();
            }
            time.advance(Duration.ofMillis(10));
            node.workers.storeOnce();
        }
        time.advance(Duration.ofMillis(10));
    }

    private void submit(String job, int count) {
        for (int i = 0; i < count; i++) {
            node.submissions.submit(
                    "test",
                    new Submissions.Wanted("default", job, Map.of(), null, null, Cause.MANUAL));
        }
    }

    private long count(RunState state) {
        return runs().stream().filter(run -> run.state() == state).count();
    }

    private List<RunView> runs() {
        return new RunViews(stores).find(RunQuery.ALL, null, 100_000).items();
    }
}
