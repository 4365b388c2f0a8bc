-- What an attempt used, so that one that is not measured costs nothing. Its run is in `run`, with the same fence or, of an
-- earlier attempt, in `attempt`.
CREATE TABLE attempt_usage (
    run_id UUID NOT NULL,
    fence BIGINT NOT NULL,
    processor_us BIGINT NOT NULL,
    peak_memory_bytes BIGINT NOT NULL,
    PRIMARY KEY (run_id, fence)
);
