-- All times are microseconds since 1970 by the database's clock, except in QRTZ_TRIGGERS, where
-- Quartz counts milliseconds.

CREATE TABLE node (
    id UUID PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    started_us BIGINT NOT NULL,
    beat BIGINT NOT NULL,
    state VARCHAR(12) NOT NULL,
    slots INT NOT NULL
);

CREATE TABLE segment (
    id INT PRIMARY KEY,
    owner UUID,
    epoch BIGINT NOT NULL
);

CREATE TABLE job (
    id UUID PRIMARY KEY,
    namespace VARCHAR(100) NOT NULL,
    name VARCHAR(100) NOT NULL,
    version INT NOT NULL,
    segment INT NOT NULL,
    paused BOOLEAN NOT NULL,
    deleted BOOLEAN NOT NULL,
    updated_us BIGINT NOT NULL,
    updated_by VARCHAR(100) NOT NULL,
    CONSTRAINT job_name UNIQUE (namespace, name)
);

-- One row for each version of a definition; a run names the version it was made by.
CREATE TABLE job_version (
    job_id UUID NOT NULL,
    version INT NOT NULL,
    definition VARCHAR(1000000) NOT NULL,
    PRIMARY KEY (job_id, version)
);

-- What outlives the trigger of a schedule: how far it has fired. It never falls and survives the
-- deletion of the job, so that a job made again under the same name doubles no due time.
CREATE TABLE schedule (
    id UUID PRIMARY KEY,
    job_id UUID NOT NULL,
    schedule_key VARCHAR(200) NOT NULL,
    version INT NOT NULL,
    fired_through_us BIGINT NOT NULL
);

-- Quartz's table of triggers, keyed by SCHED_NAME = segment, with the compare-and-set column
-- SCHEDULE_VERSION. The statements of the engine need only the two indexes it has.
CREATE TABLE QRTZ_TRIGGERS (
    SCHED_NAME VARCHAR(120) NOT NULL,
    TRIGGER_NAME VARCHAR(190) NOT NULL,
    TRIGGER_GROUP VARCHAR(190) NOT NULL,
    JOB_NAME VARCHAR(190) NOT NULL,
    JOB_GROUP VARCHAR(190) NOT NULL,
    DESCRIPTION VARCHAR(250),
    NEXT_FIRE_TIME BIGINT,
    PREV_FIRE_TIME BIGINT,
    PRIORITY INTEGER,
    TRIGGER_STATE VARCHAR(16) NOT NULL,
    TRIGGER_TYPE VARCHAR(8) NOT NULL,
    START_TIME BIGINT NOT NULL,
    END_TIME BIGINT,
    CALENDAR_NAME VARCHAR(190),
    MISFIRE_INSTR SMALLINT,
    SCHEDULE_ID UUID NOT NULL,
    SCHEDULE_VERSION INT NOT NULL,
    JOB_ID UUID NOT NULL,
    ERROR VARCHAR(1000),
    PRIMARY KEY (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);
CREATE INDEX QRTZ_TRIGGERS_DUE ON QRTZ_TRIGGERS (TRIGGER_STATE, NEXT_FIRE_TIME);
CREATE INDEX QRTZ_TRIGGERS_JOB ON QRTZ_TRIGGERS (JOB_ID);

CREATE TABLE run (
    id UUID PRIMARY KEY,
    job_id UUID NOT NULL,
    job_version INT NOT NULL,
    job_key VARCHAR(201) NOT NULL,
    schedule_id UUID,
    schedule_key VARCHAR(200),
    nominal_us BIGINT,
    cause VARCHAR(12) NOT NULL,
    state VARCHAR(10) NOT NULL,
    due_us BIGINT NOT NULL,
    queue VARCHAR(100) NOT NULL,
    -- QUEUED: the rank; DELAYED: when it is due; else 0. The order within its state.
    queue_rank BIGINT NOT NULL,
    priority SMALLINT NOT NULL,
    attempt INT NOT NULL,
    failures INT NOT NULL,
    losses INT NOT NULL,
    max_attempts INT NOT NULL,
    at_most_once BOOLEAN NOT NULL,
    gated BOOLEAN NOT NULL,
    keyed BOOLEAN NOT NULL,
    fence BIGINT NOT NULL,
    node UUID,
    created_us BIGINT NOT NULL,
    started_us BIGINT,
    finished_us BIGINT,
    message VARCHAR(2000),
    exit_code INT,
    progress DOUBLE PRECISION,
    result VARCHAR(4000),
    parameters VARCHAR(1000000) NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT run_of_due_time UNIQUE (schedule_id, nominal_us),
    CONSTRAINT finished_has_time CHECK (
        (finished_us IS NOT NULL) =
        (state IN ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'LOST', 'MISSED', 'SKIPPED')))
);
CREATE INDEX run_of_job ON run (job_id, id);

-- The earlier attempts of a run; the current or last one is in the run itself.
CREATE TABLE attempt (
    run_id UUID NOT NULL,
    attempt INT NOT NULL,
    fence BIGINT NOT NULL,
    node UUID,
    state VARCHAR(10) NOT NULL,
    started_us BIGINT,
    finished_us BIGINT,
    exit_code INT,
    message VARCHAR(2000),
    PRIMARY KEY (run_id, fence)
);

-- Busy counter of a job whose overlap policy is not "allow"; locked by every path that inserts or
-- finishes a run of the job.
CREATE TABLE job_gate (
    job_id UUID PRIMARY KEY,
    active INT NOT NULL,
    waiting INT NOT NULL
);

CREATE TABLE idempotency (
    principal VARCHAR(100) NOT NULL,
    idempotency_key VARCHAR(200) NOT NULL,
    body_hash VARCHAR(64) NOT NULL,
    result VARCHAR(100) NOT NULL,
    created_us BIGINT NOT NULL,
    PRIMARY KEY (principal, idempotency_key)
);

CREATE TABLE run_log (
    run_id UUID NOT NULL,
    start_byte BIGINT NOT NULL,
    size_bytes INT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (run_id, start_byte)
);
