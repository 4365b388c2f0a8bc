package dev.carillon.engine.store.jdbc;

import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.QueueTable.QueueRow;
import dev.carillon.engine.store.Tx.Opening;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.UUID;

/// What a submission begins with, in one message: most of the time of a statement is its way.
final class JdbcOpening extends JdbcTable {
    JdbcOpening(Connection connection) {
        super(connection);
    }

    /// @param lockLiveNode as [Dialect#lockLiveNode]
    Opening open(UUID job, UUID node, String lockLiveNode) {
        var jobs = new ArrayList<JobRow>(1);
        var queues = new ArrayList<QueueRow>();
        var live = new ArrayList<UUID>(1);
        lists(
                String.join("; ", JdbcJobs.FIND, JdbcQueues.ALL, lockLiveNode),
                select -> {
                    select.setObject(1, job);
                    select.setObject(2, node);
                },
                row -> jobs.add(JdbcJobs.job(row)),
                row -> queues.add(JdbcQueues.queue(row)),
                row -> live.add(row.getObject(1, UUID.class)));
        return new Opening(jobs.stream().findFirst(), queues, !live.isEmpty());
    }
}
