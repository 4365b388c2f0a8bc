-- A run that no schedule made costs this index nothing.
ALTER TABLE run DROP CONSTRAINT run_of_due_time;
CREATE UNIQUE INDEX run_of_due_time ON run (schedule_id, nominal_us) WHERE schedule_id IS NOT NULL;
