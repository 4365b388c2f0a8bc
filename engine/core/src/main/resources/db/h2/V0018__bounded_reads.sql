-- Old keys are removed without reading the others; only a run with a key pays.
CREATE INDEX idempotency_by_time ON idempotency (created_us);
