package dev.carillon.engine.store;

/// The tables within one transaction. Rows are locked in this order everywhere: bulk, segment, flow, gate, queue, limit
/// key, run, failure group.
/// All methods of the tables throw [StoreFailure].
public interface Tx {
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
