-- Runs due in a range, for search, counts and charts.
CREATE INDEX run_due ON run (due_us, id);
