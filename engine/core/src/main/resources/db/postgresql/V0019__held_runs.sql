-- Few runs are held, if any: without it, whoever looks for them reads all finished runs.
CREATE INDEX run_held ON run (id) WHERE state = 'HELD';
