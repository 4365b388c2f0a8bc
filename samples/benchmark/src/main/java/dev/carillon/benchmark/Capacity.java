package dev.carillon.benchmark;

import dev.carillon.benchmark.CapacityModel.Cell;

import java.util.ArrayList;
import java.util.List;

/// What many nodes do to PostgreSQL, and what several databases change: what a turn and a run cost is measured with one node
/// of few, of some and of many slots, since the more slots the more runs share a turn; [CapacityModel] then tells what
/// nobody has the machines for.
final class Capacity implements Measurement {
    private static final List<Integer> SLOTS = List.of(4, 32, Bench.MANY_SLOTS);
    private static final List<Integer> NODES = List.of(1, 3, 10, 50);
    private static final List<Integer> DATABASES = List.of(1, 2, 4);
    private static final int SIMULATED_SLOTS = 64;
    private static final int PROCESSORS = 8;
    private static final double RUN_MICROS = 1_000;
    private static final double SECONDS = 20;
    // A network within a building, and a disk that takes a millisecond to have a commit.
    private static final double TRIP_MICROS = 100;
    private static final double SYNC_MICROS = 1_000;
    // Of the node for a run: the measurement `drain`.
    private static final double NODE_MICROS = 43;

    @Override
    public void measure(Bench bench) throws Exception {
        if (!(bench.store() instanceof Store.PostgreSql server)) {
            return;
        }
        var measured = new ArrayList<Cost.Each>();
        for (int slots : SLOTS) {
            var each = Cost.of(bench, server, slots).completed();
            measured.add(each);
            String with = "a run claimed and completed by %d slots, ".formatted(slots);
            bench.figure(with + "processor time of the database", "us", each.processorUs());
            bench.figure(with + "commits", "number", each.commits());
        }
        double turn = Math.max(1, slope(measured));
        double run = Math.max(1, mean(measured, turn));
        double statements = measured.getFirst().statements() / measured.getFirst().commits();
        bench.figure("a turn, processor time of the database", "us", turn);
        bench.figure("a turn, statements", "number", statements);
        bench.figure("a run in a turn, processor time of the database", "us", run);
        var costs =
                new CapacityModel.Costs(
                        Math.max(1, turn),
                        run,
                        statements * TRIP_MICROS + SYNC_MICROS,
                        NODE_MICROS);
        for (int nodes : NODES) {
            for (int databases : DATABASES) {
                if (databases <= nodes) {
                    simulate(bench, costs, nodes, databases);
                }
            }
        }
    }

    private static void simulate(Bench bench, CapacityModel.Costs costs, int nodes, int databases) {
        double rate = 0;
        double busy = 0;
        double claim = 0;
        for (int database = 0; database < databases; database++) {
            // The nodes that are left over go to the first ones.
            int own = nodes / databases + (database < nodes % databases ? 1 : 0);
            var outcome =
                    CapacityModel.simulate(
                            costs, new Cell(own, SIMULATED_SLOTS, PROCESSORS, RUN_MICROS), SECONDS);
            rate += outcome.rate();
            busy = Math.max(busy, outcome.busy());
            claim = Math.max(claim, outcome.claim());
        }
        String of =
                "simulated: %d %s, %d %s of %d processors, "
                        .formatted(
                                nodes,
                                nodes == 1 ? "node" : "nodes",
                                databases,
                                databases == 1 ? "database" : "databases",
                                PROCESSORS);
        bench.figure(of + "runs of 1 ms", "runs/s", rate);
        bench.figure(of + "processors used", "%", 100 * busy);
        bench.figure(of + "claim p99", "ms", claim);
    }

    // The straight line through what a run costs, by how many turns it has to itself: its slope is
    // what a turn costs.
    private static double slope(List<Cost.Each> measured) {
        double turns = measured.stream().mapToDouble(Cost.Each::commits).average().orElseThrow();
        double cost = measured.stream().mapToDouble(Cost.Each::processorUs).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (var each : measured) {
            above += (each.commits() - turns) * (each.processorUs() - cost);
            below += (each.commits() - turns) * (each.commits() - turns);
        }
        return above / below;
    }

    private static double mean(List<Cost.Each> measured, double turn) {
        return measured.stream()
                .mapToDouble(each -> each.processorUs() - turn * each.commits())
                .average()
                .orElseThrow();
    }
}
