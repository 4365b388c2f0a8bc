-- A waiting line: the runs of one queue with the same placement. A node claims from the lines whose
-- placement it fits, so that runs for others are never scanned through.
CREATE TABLE waiting_line (
    id INT PRIMARY KEY,
    queue VARCHAR(100) NOT NULL,
    placement VARCHAR(2000) NOT NULL,
    CONSTRAINT line_of_queue UNIQUE (queue, placement)
);
INSERT INTO waiting_line (id, queue, placement) VALUES (1, 'default', '');
INSERT INTO waiting_line (id, queue, placement)
    SELECT ROW_NUMBER() OVER (ORDER BY queue) + 1, queue, ''
    FROM (SELECT DISTINCT queue FROM run WHERE queue <> 'default') q;

ALTER TABLE run ADD COLUMN line INT DEFAULT 1 NOT NULL;
-- QUEUED: the line; WAITING: a hash of what is waited for; else 0.
ALTER TABLE run ADD COLUMN waits_in INT DEFAULT 0 NOT NULL;
-- WAITING: GATE, KEY, STEP or JOB.
ALTER TABLE run ADD COLUMN waits_for VARCHAR(4);
-- Slots it takes; 0 is a run of several, which takes none itself.
ALTER TABLE run ADD COLUMN weight INT DEFAULT 1 NOT NULL;
ALTER TABLE run ADD COLUMN limit_key VARCHAR(300);
ALTER TABLE run ADD COLUMN unique_key VARCHAR(300);
ALTER TABLE run ADD COLUMN flow UUID;
ALTER TABLE run ADD COLUMN step VARCHAR(100);
ALTER TABLE run ADD COLUMN deadline_us BIGINT;
ALTER TABLE run ADD COLUMN handled BOOLEAN DEFAULT FALSE NOT NULL;
UPDATE run SET line = (SELECT id FROM waiting_line l WHERE l.queue = run.queue AND l.placement = '')
    WHERE queue <> 'default';
UPDATE run SET waits_in = line WHERE state = 'QUEUED';
UPDATE run SET waits_for = 'GATE' WHERE state = 'WAITING';

-- Limits and state of a queue that somebody defined; one without a row has none. tat_us is the
-- theoretical arrival time of its token bucket.
CREATE TABLE queue (
    name VARCHAR(100) PRIMARY KEY,
    definition VARCHAR(10000) NOT NULL,
    paused_until_us BIGINT,
    changed_definition VARCHAR(10000),
    changed_until_us BIGINT,
    tat_us BIGINT NOT NULL,
    version INT NOT NULL,
    updated_us BIGINT NOT NULL,
    updated_by VARCHAR(100) NOT NULL
);

-- How many runs with a limit key are admitted, which is QUEUED to STOPPING, and how many wait.
CREATE TABLE limit_key (
    name VARCHAR(300) PRIMARY KEY,
    active INT NOT NULL,
    waiting INT NOT NULL
);

-- The run that is not finished of each unique key.
CREATE TABLE unique_key (
    name VARCHAR(300) PRIMARY KEY,
    run_id UUID NOT NULL
);

-- A run of several: locked by whoever ends one of them, before the gates.
CREATE TABLE flow (
    run_id UUID PRIMARY KEY,
    rerun_of UUID,
    rerun_steps VARCHAR(10000)
);
CREATE TABLE flow_step (
    flow UUID NOT NULL,
    step VARCHAR(100) NOT NULL,
    run_id UUID NOT NULL,
    PRIMARY KEY (flow, step)
);

CREATE TABLE calendar (
    name VARCHAR(100) PRIMARY KEY,
    revision BIGINT NOT NULL,
    definition VARCHAR(4000000) NOT NULL,
    updated_us BIGINT NOT NULL,
    updated_by VARCHAR(100) NOT NULL
);
-- Which jobs name a calendar themselves.
CREATE TABLE calendar_use (
    calendar VARCHAR(100) NOT NULL,
    job_id UUID NOT NULL,
    PRIMARY KEY (calendar, job_id)
);
-- Which jobs depend on a job.
CREATE TABLE dependency (
    on_job UUID NOT NULL,
    job_id UUID NOT NULL,
    PRIMARY KEY (on_job, job_id)
);

ALTER TABLE QRTZ_TRIGGERS ADD COLUMN CALENDAR_REVISION BIGINT DEFAULT 0 NOT NULL;
-- Due times up to then are not run for a reason, but as the policy says.
ALTER TABLE QRTZ_TRIGGERS ADD COLUMN PASSED_UNTIL BIGINT;
ALTER TABLE QRTZ_TRIGGERS ADD COLUMN PASSED_POLICY VARCHAR(10);
ALTER TABLE QRTZ_TRIGGERS ADD COLUMN PASSED_REASON VARCHAR(10);

ALTER TABLE job ADD COLUMN failures INT DEFAULT 0 NOT NULL;
ALTER TABLE job ADD COLUMN paused_why VARCHAR(1000);

ALTER TABLE node ADD COLUMN labels VARCHAR(10000) DEFAULT '{}' NOT NULL;
ALTER TABLE node ADD COLUMN cordoned_until_us BIGINT;

-- What the cluster remembers of itself, such as the version of the time zone rules.
CREATE TABLE setting (
    name VARCHAR(100) PRIMARY KEY,
    content VARCHAR(1000) NOT NULL
);
