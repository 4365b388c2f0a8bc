package dev.carillon.benchmark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.DoubleSupplier;

/// Nodes that work off an endless backlog on one database, simulated event by event: they claim and store as a node does
/// (at most once in 5 ms unless there is enough, a stock of short runs, slots that are free when the result is committed),
/// and each turn takes a processor of the database for as long as it was measured to. Times are microseconds.
final class CapacityModel {
    // As the node has them (Workers).
    private static final double GATHER = 5_000;
    private static final double STOCK = 20_000;
    private static final double SHORT = 2_000;
    private static final int MOST_IN_STOCK = 1_000;
    private static final int MOST_CLAIMED = 500;
    private static final int MOST_RESULTS = 1_000;

    /// What a turn costs, which is a claim or a commit of results.
    ///
    /// @param turn of a processor of the database, however many runs
    /// @param run of a processor of the database, for a run that is claimed and completed
    /// @param away between node and database, and for the commit to be on disk, while no processor is used
    /// @param node of a processor of the node, for a run
    record Costs(double turn, double run, double away, double node) {}

    /// @param processors of the database; a node has as many
    /// @param slots of each node
    /// @param length of a run
    record Cell(int nodes, int slots, int processors, double length) {}

    /// @param rate runs completed a second
    /// @param busy share of the database's processors that is used, 0 to 1
    /// @param claim milliseconds from wanting runs to having them, the 99th percentile
    record Outcome(double rate, double busy, double claim) {}

    private record Event(double at, long order, Runnable what) {}

    private record Turn(DoubleSupplier begin, Runnable end) {}

    private final Costs costs;
    private final Cell cell;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingDouble(Event::at).thenComparingLong(Event::order));
    private final Queue<Turn> turns = new ArrayDeque<>();
    private final List<Double> claims = new ArrayList<>();
    private int free;
    private double now;
    private long order;
    private double used;
    private long completed;

    private CapacityModel(Costs costs, Cell cell) {
        this.costs = costs;
        this.cell = cell;
        free = cell.processors;
    }

    /// @param seconds that are simulated; the first fifth does not count
    static Outcome simulate(Costs costs, Cell cell, double seconds) {
        return new CapacityModel(costs, cell).run(seconds * 1e6);
    }

    private Outcome run(double end) {
        for (int number = 0; number < cell.nodes; number++) {
            var node = new Node();
            at(GATHER * number / cell.nodes, node::claim);
        }
        double begin = end / 5;
        long before = 0;
        double usedBefore = 0;
        boolean counts = false;
        while (true) {
            var next = events.remove();
            if (!counts && next.at >= begin) {
                counts = true;
                before = completed;
                usedBefore = used;
                claims.clear();
            }
            if (next.at >= end) {
                break;
            }
            now = next.at;
            next.what.run();
        }
        var sorted = claims.stream().sorted().toList();
        return new Outcome(
                (completed - before) * 1e6 / (end - begin),
                (used - usedBefore) / ((end - begin) * cell.processors),
                sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() * 99 / 100) / 1_000);
    }

    private void at(double time, Runnable what) {
        events.add(new Event(time, order++, what));
    }

    private void ask(DoubleSupplier begin, Runnable end) {
        at(
                now + costs.away,
                () -> {
                    turns.add(new Turn(begin, end));
                    serve();
                });
    }

    private void serve() {
        while (free > 0 && !turns.isEmpty()) {
            var turn = turns.remove();
            free--;
            double takes = turn.begin.getAsDouble();
            used += takes;
            at(
                    now + takes,
                    () -> {
                        free++;
                        turn.end.run();
                        serve();
                    });
        }
    }

    private final class Node {
        private final int room =
                cell.slots
                        + (cell.length > SHORT
                                ? 0
                                : (int)
                                        Math.min(
                                                MOST_IN_STOCK,
                                                cell.slots * STOCK / Math.max(cell.length, 1)));
        private final int enough = Math.clamp(room / 2, 1, MOST_CLAIMED);
        private int taken;
        private int stock;
        private int running;
        private int ended;
        private boolean claiming;
        private boolean storing;
        private double lastClaim = -GATHER;
        private double lastStore = -GATHER;
        private double processorsFree;

        private void claim() {
            int most = Math.min(MOST_CLAIMED, room - taken);
            if (claiming || most <= 0) {
                return;
            }
            claiming = true;
            double earliest = most >= enough ? now : Math.max(now, lastClaim + GATHER);
            at(earliest, this::claimNow);
        }

        private void claimNow() {
            double wanted = now;
            int[] count = {0};
            ask(
                    () -> {
                        count[0] = Math.min(MOST_CLAIMED, room - taken);
                        return costs.turn + count[0] * costs.run / 2;
                    },
                    () -> {
                        claiming = false;
                        lastClaim = now;
                        claims.add(now - wanted);
                        taken += count[0];
                        stock += count[0];
                        begin();
                        claim();
                    });
        }

        private void begin() {
            while (running < cell.slots && stock > 0) {
                running++;
                stock--;
                processorsFree = Math.max(processorsFree, now) + costs.node / cell.processors;
                at(processorsFree + cell.length, this::end);
            }
        }

        private void end() {
            running--;
            ended++;
            begin();
            store();
        }

        private void store() {
            if (storing || ended == 0) {
                return;
            }
            double earliest = Math.max(now, lastStore + GATHER);
            if (ended >= enough || earliest <= now) {
                storing = true;
                storeNow();
            } else {
                // Looked at again with each run that ends, and then.
                at(earliest, this::store);
            }
        }

        private void storeNow() {
            int[] count = {0};
            ask(
                    () -> {
                        count[0] = Math.min(MOST_RESULTS, ended);
                        return costs.turn + count[0] * costs.run / 2;
                    },
                    () -> {
                        storing = false;
                        lastStore = now;
                        ended -= count[0];
                        taken -= count[0];
                        completed += count[0];
                        claim();
                        store();
                    });
        }
    }
}
