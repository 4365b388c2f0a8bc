package dev.carillon.engine.store;

import dev.carillon.engine.store.JobTable.JobRow;
import dev.carillon.engine.store.QueueTable.QueueRow;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The tables within one transaction. Rows are locked in this order everywhere: bulk, segment, flow, gate, queue, limit
/// key, run, failure group.
/// All methods of the tables throw [StoreFailure].
public interface Tx {
    /// What a submission begins with.
    ///
    /// @param job also when it is deleted; empty when there is none
    /// @param queues all, in order of name
    /// @param live as [NodeTable#lockLive] answers
    record Opening(Optional<JobRow> job, List<QueueRow> queues, boolean live) {}

    /// Reads a job and the queues, and locks a node as [NodeTable#lockLive] does.
    default Opening open(UUID job, UUID node) {
        return new Opening(jobs().find(job), queues().all(), nodes().lockLive(node));
    }

    SegmentTable segments();

    JobTable jobs();

    TriggerTable triggers();

    GateTable gates();

    RunTable runs();

    RunReads reads();

    RunSearch search();

    KeyTable keys();

    LogTable logs();

    NodeTable nodes();

    QueueTable queues();

    LimitTable limits();

    FlowTable flows();

    CalendarTable calendars();

    FailureTable failures();

    BulkTable bulk();

    EventTable events();

    TokenTable tokens();

    ChangeTable changeLog();
}
