-- Waiting lines by rank, delayed runs by due time, waiting runs by what they wait for, lists by id.
DROP INDEX run_by_state;
CREATE INDEX run_by_state ON run (state, waits_in, queue_rank, id);
