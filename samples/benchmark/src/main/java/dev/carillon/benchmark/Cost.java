package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Barriers;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;

/// What a run costs PostgreSQL: time of its processors, bytes of its log, statements. First to be stored in bulk, then to
/// be claimed and completed, autovacuum and everything else that the server does meanwhile included.
final class Cost implements Measurement {
    private static final double TICK_US = 10_000;

    /// Used so far.
    private record Spent(long cpuTicks, long logBytes, long statements, long commits) {
        private static Spent of(
                ProcessHandle server, Connection connection, StatementCount statements)
                throws SQLException, IOException {
            long called = statements.all();
            try (var select = connection.createStatement();
                    var row =
                            select.executeQuery(
                                    "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS BIGINT)")) {
                row.next();
                long ticks = ProcessUsage.ticksOfTrees(Stream.of(server));
                return new Spent(ticks, row.getLong(1), called, statements.commits());
            }
        }
    }

    /// What each run of a backlog cost.
    ///
    /// @param stored in bulk
    /// @param completed after it was claimed
    record Costs(Each stored, Each completed) {}

    /// @param processorUs of the database's processors
    /// @param logBytes of its log
    /// @param statements those that end a transaction included
    /// @param commits transactions, those of the waits before they are counted included
    record Each(double processorUs, double logBytes, double statements, double commits) {
        private static Each of(Spent before, Spent after, double runs) {
            return new Each(
                    TICK_US * (after.cpuTicks - before.cpuTicks) / runs,
                    (after.logBytes - before.logBytes) / runs,
                    (after.statements - before.statements) / runs,
                    (after.commits - before.commits) / runs);
        }
    }

    @Override
    public void measure(Bench bench) throws Exception {
        if (bench.store() instanceof Store.PostgreSql server) {
            var costs = of(bench, server, bench.slots());
            tell(bench, "a run stored in bulk", costs.stored);
            tell(bench, "a run claimed and completed", costs.completed);
        }
    }

    /// Of a node with so many slots, on a database of its own.
    static Costs of(Bench bench, Store.PostgreSql server, int slots) throws Exception {
        var setting = bench.setting("cost", slots);
        var database = setting.database();
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect();
                var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password())) {
            var runs = new Runs(carillon);
            Drain.prepare(bench, runs, node.folder(), slots);
            var go = new Barriers(carillon, node.folder().resolve("go"), slots);
            go.keep();
            go.await();
            try (var statements = StatementCount.begin(database)) {
                var before = Spent.of(server.process(), connection, statements);
                int count = Drain.store(runs, bench.scale().backlog()).size();
                var stored = Spent.of(server.process(), connection, statements);
                Drain.open(runs, go);
                var done = Spent.of(server.process(), connection, statements);
                return new Costs(Each.of(before, stored, count), Each.of(stored, done, count));
            }
        }
    }

    private static void tell(Bench bench, String what, Each each) {
        bench.figure(what + ", processor time of the database", "us", each.processorUs);
        bench.figure(what + ", log of the database", "bytes", each.logBytes);
        bench.figure(what + ", statements", "number", each.statements);
    }
}
