-- Partial indexes: a finished run costs the queue nothing.
CREATE INDEX run_queued ON run (queue_rank, id) WHERE state = 'QUEUED';
CREATE INDEX run_delayed ON run (queue_rank, id) WHERE state = 'DELAYED';
CREATE INDEX run_open ON run (node) WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING');
CREATE INDEX run_waiting ON run (id) WHERE state = 'WAITING';
CREATE INDEX run_not_well ON run (state, id)
    WHERE state IN ('FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST', 'MISSED', 'SKIPPED');
ALTER TABLE run SET (fillfactor = 70);
