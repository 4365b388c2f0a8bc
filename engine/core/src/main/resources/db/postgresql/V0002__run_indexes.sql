-- Partial indexes: a finished run costs the queue nothing.
CREATE INDEX run_queued ON run (queue_rank, id) WHERE state = 'QUEUED';
CREATE INDEX run_delayed ON run (due_us) WHERE state = 'DELAYED';
CREATE INDEX run_open ON run (node) WHERE state IN ('CLAIMED', 'RUNNING', 'STOPPING');
CREATE INDEX run_waiting ON run (job_id, id) WHERE state = 'WAITING';
ALTER TABLE run SET (fillfactor = 70);
