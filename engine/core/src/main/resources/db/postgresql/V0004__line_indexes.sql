DROP INDEX run_queued;
DROP INDEX run_waiting;
CREATE INDEX run_queued ON run (waits_in, queue_rank, id) WHERE state = 'QUEUED';
CREATE INDEX run_waiting ON run (waits_in, queue_rank, id) WHERE state = 'WAITING';
