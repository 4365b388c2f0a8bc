-- Of runs that are open and have a deadline; to others it costs nothing.
CREATE INDEX run_deadline ON run (deadline_us) WHERE deadline_us IS NOT NULL AND finished_us IS NULL;
-- Counts of open runs pass no finished one; few are held.
CREATE INDEX run_held ON run (id) WHERE state = 'HELD';
-- Old keys are removed without reading the others; only a run with a key pays.
CREATE INDEX idempotency_by_time ON idempotency (created_us);
