package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Barriers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One, two and three nodes on one PostgreSQL: how fast they work off a backlog together, and what they ask of the
/// database when there is nothing to do. All of it shares the processors of one machine.
final class ClusterSpeed implements Measurement {
    private static final int MOST_NODES = 3;
    private static final Duration SETTLE = Duration.ofSeconds(8);
    private static final Duration IDLE = Duration.ofSeconds(60);

    @Override
    public void measure(Bench bench) throws Exception {
        if (!(bench.store() instanceof Store.PostgreSql)) {
            return;
        }
        for (int count = 1; count <= MOST_NODES; count++) {
            var setting = bench.setting("cluster-" + count, Bench.MANY_SLOTS / 2);
            var nodes = new ArrayList<NodeProcess>();
            try {
                for (int number = 0; number < count; number++) {
                    nodes.add(NodeProcess.start(setting.member(number)));
                }
                measure(bench, setting, nodes);
            } finally {
                for (var node : nodes) {
                    node.close();
                }
            }
        }
    }

    private static void measure(Bench bench, NodeProcess.Setting setting, List<NodeProcess> nodes)
            throws Exception {
        String name = nodes.size() + (nodes.size() == 1 ? " node" : " nodes");
        LockSupport.parkNanos(SETTLE.toNanos());
        double each = IDLE.toSeconds() * nodes.size();
        try (var statements = StatementCount.begin(setting.database())) {
            LockSupport.parkNanos(IDLE.toNanos());
            bench.figure(name + " idle, statements of each", "1/s", statements.queries() / each);
            bench.figure(name + " idle, with begin and commit", "1/s", statements.all() / each);
        }
        try (var carillon = nodes.getFirst().connect()) {
            var runs = new Runs(carillon);
            int slots = Bench.MANY_SLOTS / 2 * nodes.size();
            Drain.prepare(bench, runs, setting.folder(), slots);
            var go = new Barriers(carillon, setting.folder().resolve("go"), slots);
            var accepted = Drain.backlog(runs, go, bench.scale().backlog());
            Drain.open(runs, go);
            bench.figure(
                    "backlog drained by " + name,
                    "runs/s",
                    accepted.size() / Drain.seconds(Drain.drained(runs, accepted)));
        }
    }
}
