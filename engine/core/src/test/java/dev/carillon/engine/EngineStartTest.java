package dev.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.api.Carillon.RunRequest;
import dev.carillon.api.CarillonException;
import dev.carillon.api.Definitions;
import dev.carillon.api.ErrorCode;
import dev.carillon.api.RunState;
import dev.carillon.engine.queue.RunViews;
import dev.carillon.engine.segment.Cluster;
import dev.carillon.engine.segment.Lease;
import dev.carillon.engine.segment.LocalNode;
import dev.carillon.engine.store.NodeTable.NodeRow;
import dev.carillon.engine.store.NodeTable.State;
import dev.carillon.engine.store.jdbc.Database;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

@Timeout(60)
class EngineStartTest {
    @TempDir Path folder;

    /// Fails in one of its steps, and notes which were done.
    private final class Watched implements Cluster {
        private final Cluster real;
        private final List<String> done = new ArrayList<>();
        private final Runnable beforeStart;
        private final String fails;

        private Watched(Cluster real, String fails, Runnable beforeStart) {
            this.real = real;
            this.fails = fails;
            this.beforeStart = beforeStart;
        }

        private void step(String name) {
            done.add(name);
            if (name.equals(fails)) {
                throw new CarillonException(ErrorCode.UNAVAILABLE, "no " + name);
            }
        }

        @Override
        public void join(NodeRow self) {
            real.join(self);
            step("join");
        }

        @Override
        public Lease lease() {
            return real.lease();
        }

        @Override
        public Duration rest() {
            return real.rest();
        }

        @Override
        public void start(LocalNode node) {
            beforeStart.run();
            real.start(node);
            step("start");
        }

        @Override
        public void runsQueued() {
            real.runsQueued();
        }

        @Override
        public void rulesChanged() {
            real.rulesChanged();
        }

        @Override
        public void stopping(Collection<UUID> runs) {
            real.stopping(runs);
        }

        @Override
        public void handOver() {
            real.handOver();
        }

        @Override
        public void close() {
            done.add("close");
            real.close();
        }
    }

    private void failsIn(String step) {
        var config = EngineConfig.embedded("a", folder, 2);
        var made = new ArrayList<Watched>();

        assertThatThrownBy(
                        () ->
                                Engine.start(
                                        config,
                                        (database, node, nowUs) -> {
                                            var real =
                                                    Engine.Clusters.ALONE.on(database, node, nowUs);
                                            made.add(new Watched(real, step, () -> {}));
                                            return made.getFirst();
                                        },
                                        () -> {}))
                .hasMessage("no " + step);

        assertThat(made.getFirst().done).endsWith(step, "close");
        assertThat(nodes(config)).isNotEmpty().allMatch(node -> node.state() == State.GONE);
    }

    private static List<NodeRow> nodes(EngineConfig config) {
        try (var database = Database.open(config.database())) {
            return database.transaction(tx -> tx.nodes().newest("a")).stream().toList();
        }
    }

    @Test
    void oneThatCannotJoinLeavesNothingBehind() {
        failsIn("join");
    }

    @Test
    void oneThatCannotBeginAsAMemberLeavesNothingBehind() {
        failsIn("start");
    }

    @Test
    void nothingIsClaimedBeforeTheNodeIsAMember() {
        var config = EngineConfig.embedded("a", folder, 2);
        var run = queuedRun(config);
        var before = new ArrayList<RunState>();

        try (var engine =
                Engine.start(
                        config,
                        (database, node, nowUs) ->
                                new Watched(
                                        Engine.Clusters.ALONE.on(database, node, nowUs),
                                        "nothing",
                                        () -> {
                                            LockSupport.parkNanos(300_000_000);
                                            before.add(new RunViews(database).get(run).state());
                                        }),
                        () -> {})) {
            await().until(() -> engine.run(run.toString()).state() == RunState.SUCCEEDED);
        }

        assertThat(before).containsExactly(RunState.QUEUED);
    }

    // Left by an earlier start that took no runs.
    private static UUID queuedRun(EngineConfig config) {
        String run;
        try (var engine = Engine.start(config)) {
            engine.cordon("a", null);
            engine.apply(
                    Definitions.parse("name: work\ntask: {shell: {command: [\"true\"]}}\n", "test"),
                    false);
            run = engine.run("default", "work", new RunRequest(Map.of(), null, null), null).id();
        }
        try (var database = Database.open(config.database())) {
            database.transaction(
                    tx -> {
                        var node = tx.nodes().newest("a").orElseThrow();
                        tx.nodes().cordon(node.id(), null);
                        return true;
                    });
        }
        return UUID.fromString(run);
    }
}
