-- What is done to many runs at once. The runs of a plan are 16 bytes each.
CREATE TABLE bulk (
    id UUID PRIMARY KEY,
    action VARCHAR(10) NOT NULL,
    created_us BIGINT NOT NULL,
    created_by VARCHAR(100) NOT NULL,
    runs BYTEA NOT NULL,
    more BOOLEAN NOT NULL,
    skipped VARCHAR(10000) NOT NULL,
    done INT NOT NULL,
    undone INT
);
CREATE INDEX bulk_by_time ON bulk (created_us);

-- A run that had its turn, by its number in the plan.
CREATE TABLE bulk_run (
    bulk_id UUID NOT NULL,
    number INT NOT NULL,
    run_id UUID NOT NULL,
    made UUID,
    refusal VARCHAR(500),
    PRIMARY KEY (bulk_id, number)
);
