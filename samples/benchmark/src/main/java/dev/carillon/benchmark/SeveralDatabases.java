package dev.carillon.benchmark;

import dev.carillon.api.RunView;
import dev.carillon.api.client.HttpCarillon;
import dev.carillon.benchmark.job.Barriers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Two nodes on one PostgreSQL server, and one on each of two: half of the segments, with their triggers, their queue and
/// their history, on each. All of it shares the processors of one machine, so that what a run costs the servers tells more
/// than how many there are in a second.
final class SeveralDatabases implements Measurement {
    private static final int NODES = 2;
    private static final int SLOTS = Bench.MANY_SLOTS / NODES;
    private static final double TICK_US = 10_000;

    /// A node with its part of the backlog.
    private record Share(NodeProcess node, HttpCarillon carillon, Runs runs)
            implements AutoCloseable {
        @Override
        public void close() {
            try (node) {
                carillon.close();
            }
        }
    }

    @Override
    public void measure(Bench bench) throws Exception {
        if (!(bench.store() instanceof Store.PostgreSql first)) {
            return;
        }
        var one = bench.setting("databases-one", SLOTS);
        measure(
                bench,
                "2 nodes on one database",
                List.of(first),
                List.of(one.member(0), one.member(1)));
        try (var second = (Store.PostgreSql) Store.open("postgresql", bench.options().fsync())) {
            var own = bench.setting("databases-first", SLOTS);
            var other = bench.withStore(second).setting("databases-second", SLOTS);
            measure(
                    bench,
                    "2 nodes, each on a database of its own",
                    List.of(first, second),
                    List.of(own.member(0), other.member(1)));
        }
    }

    private static void measure(
            Bench bench,
            String name,
            List<Store.PostgreSql> servers,
            List<NodeProcess.Setting> settings)
            throws Exception {
        var shares = new ArrayList<Share>();
        try {
            for (var setting : settings) {
                var node = NodeProcess.start(setting);
                var carillon = node.connect();
                shares.add(new Share(node, carillon, new Runs(carillon)));
            }
            drain(bench, name, servers, shares.subList(0, servers.size()));
        } finally {
            for (var share : shares) {
                share.close();
            }
        }
    }

    /// @param asked a node of each database
    private static void drain(
            Bench bench, String name, List<Store.PostgreSql> servers, List<Share> asked)
            throws Exception {
        int slots = SLOTS * NODES / asked.size();
        var barriers = new ArrayList<Barriers>();
        var accepted = new ArrayList<Set<String>>();
        for (var share : asked) {
            Drain.prepare(bench, share.runs, share.node.folder(), slots);
        }
        for (var share : asked) {
            var go = new Barriers(share.carillon, share.node.folder().resolve("go"), slots);
            accepted.add(Drain.backlog(share.runs, go, bench.scale().backlog() / asked.size()));
            barriers.add(go);
        }
        long before = ticks(servers);
        for (var go : barriers) {
            go.open();
        }
        for (var share : asked) {
            share.runs.awaitQuiet();
        }
        long used = ticks(servers) - before;
        var drained = new ArrayList<RunView>();
        for (int at = 0; at < asked.size(); at++) {
            drained.addAll(Drain.drained(asked.get(at).runs, accepted.get(at)));
        }
        bench.figure(
                "backlog drained by " + name, "runs/s", drained.size() / Drain.seconds(drained));
        bench.figure(
                "processor time of the servers for a run drained by " + name,
                "us",
                TICK_US * used / drained.size());
    }

    private static long ticks(List<Store.PostgreSql> servers) throws IOException {
        return ProcessUsage.ticksOfTrees(servers.stream().map(Store.PostgreSql::process));
    }
}
