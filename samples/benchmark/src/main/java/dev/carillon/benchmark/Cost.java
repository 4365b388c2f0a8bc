package dev.carillon.benchmark;

import dev.carillon.benchmark.job.Barriers;
import dev.carillon.benchmark.job.Nothing;
import dev.carillon.benchmark.job.PluginJar;

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
    private record Spent(long cpuTicks, long logBytes, long statements) {
        private static Spent of(
                ProcessHandle server, Connection connection, StatementCount statements)
                throws SQLException, IOException {
            long called = statements.all();
            try (var select = connection.createStatement();
                    var row =
                            select.executeQuery(
                                    "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS BIGINT)")) {
                row.next();
                return new Spent(
                        ProcessUsage.ticksOfTrees(Stream.of(server)), row.getLong(1), called);
            }
        }
    }

    @Override
    public void measure(Bench bench) throws Exception {
        if (!(bench.store() instanceof Store.PostgreSql server)) {
            return;
        }
        var setting = bench.setting("cost", bench.slots());
        var database = setting.database();
        try (var node = NodeProcess.start(setting);
                var carillon = node.connect();
                var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password())) {
            var runs = new Runs(carillon);
            runs.define(PluginJar.definition("nothing", Nothing.class, ""), Barriers.definition());
            Drain.warmUp(bench, runs, node.folder(), bench.slots());
            var go = new Barriers(carillon, node.folder().resolve("go"), bench.slots());
            go.keep();
            go.await();
            try (var statements = StatementCount.begin(database)) {
                var before = Spent.of(server.process(), connection, statements);
                int count = Drain.store(runs, bench.scale().backlog()).size();
                var stored = Spent.of(server.process(), connection, statements);
                Drain.open(runs, go);
                var done = Spent.of(server.process(), connection, statements);
                tell(bench, "a run stored in bulk", before, stored, count);
                tell(bench, "a run claimed and completed", stored, done, count);
            }
        }
    }

    private static void tell(Bench bench, String what, Spent before, Spent after, double runs) {
        bench.figure(
                what + ", processor time of the database",
                "us",
                TICK_US * (after.cpuTicks - before.cpuTicks) / runs);
        bench.figure(
                what + ", log of the database", "bytes", (after.logBytes - before.logBytes) / runs);
        bench.figure(
                what + ", statements", "number", (after.statements - before.statements) / runs);
    }
}
