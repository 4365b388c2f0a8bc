package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.BulkTable;
import dev.carillon.engine.store.CalendarTable;
import dev.carillon.engine.store.ChangeTable;
import dev.carillon.engine.store.FailureTable;
import dev.carillon.engine.store.FlowTable;
import dev.carillon.engine.store.GateTable;
import dev.carillon.engine.store.JobTable;
import dev.carillon.engine.store.KeyTable;
import dev.carillon.engine.store.LimitTable;
import dev.carillon.engine.store.LogTable;
import dev.carillon.engine.store.NodeTable;
import dev.carillon.engine.store.QueueTable;
import dev.carillon.engine.store.RunReads;
import dev.carillon.engine.store.RunSearch;
import dev.carillon.engine.store.RunTable;
import dev.carillon.engine.store.SegmentTable;
import dev.carillon.engine.store.TokenTable;
import dev.carillon.engine.store.TriggerTable;
import dev.carillon.engine.store.Tx;

import java.sql.Connection;
import java.util.UUID;

/// The tables on the connection of one transaction.
record JdbcTx(Connection connection, Dialect dialect, Changes changes) implements Tx {
    @Override
    public Opening open(UUID job, UUID node) {
        var lock = dialect.lockLiveNode();
        return lock.isPresent()
                ? new JdbcOpening(connection).open(job, node, lock.get())
                : Tx.super.open(job, node);
    }

    @Override
    public SegmentTable segments() {
        return new JdbcSegments(connection);
    }

    @Override
    public JobTable jobs() {
        return new JdbcJobs(connection, changes::job);
    }

    @Override
    public TriggerTable triggers() {
        return new JdbcTriggers(connection, dialect);
    }

    @Override
    public GateTable gates() {
        return new JdbcGates(connection, dialect);
    }

    @Override
    public RunTable runs() {
        return new JdbcRuns(connection, dialect, changes::run);
    }

    @Override
    public RunReads reads() {
        return new JdbcRunReads(connection, dialect);
    }

    @Override
    public RunSearch search() {
        return new JdbcRunSearch(connection, dialect);
    }

    @Override
    public KeyTable keys() {
        return new JdbcKeys(connection, dialect);
    }

    @Override
    public LogTable logs() {
        return new JdbcLogs(connection);
    }

    @Override
    public NodeTable nodes() {
        return new JdbcNodes(connection, dialect);
    }

    @Override
    public QueueTable queues() {
        return new JdbcQueues(connection);
    }

    @Override
    public LimitTable limits() {
        return new JdbcLimits(connection, dialect);
    }

    @Override
    public FlowTable flows() {
        return new JdbcFlows(connection);
    }

    @Override
    public CalendarTable calendars() {
        return new JdbcCalendars(connection);
    }

    @Override
    public FailureTable failures() {
        return new JdbcFailures(connection, dialect, changes::failure);
    }

    @Override
    public BulkTable bulk() {
        return new JdbcBulk(connection);
    }

    @Override
    public JdbcEvents events() {
        return new JdbcEvents(connection, dialect);
    }

    @Override
    public TokenTable tokens() {
        return new JdbcTokens(connection);
    }

    @Override
    public ChangeTable changeLog() {
        return new JdbcChangeLog(connection, changes::change);
    }
}
