-- A run with what Carillon keeps of it, and the fewest indexes with which it could be found and claimed.
CREATE TABLE floor_run (
    id UUID PRIMARY KEY,
    job_id UUID NOT NULL,
    job_version INT NOT NULL,
    job_key VARCHAR(201) NOT NULL,
    cause VARCHAR(12) NOT NULL,
    state VARCHAR(10) NOT NULL,
    due_us BIGINT NOT NULL,
    queue VARCHAR(100) NOT NULL,
    queue_rank BIGINT NOT NULL,
    attempt INT NOT NULL,
    fence BIGINT NOT NULL,
    node UUID,
    created_us BIGINT NOT NULL,
    started_us BIGINT,
    finished_us BIGINT,
    parameters VARCHAR(1000000) NOT NULL
);
