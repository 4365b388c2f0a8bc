CREATE INDEX run_queued ON run (state, queue_rank, id);
CREATE INDEX run_due ON run (state, due_us);
