-- Failed runs that are alike. Runs that failed before this version are in no group.
CREATE TABLE failure_group (
    fingerprint VARCHAR(16) PRIMARY KEY,
    job_key VARCHAR(201) NOT NULL,
    message VARCHAR(2000) NOT NULL,
    exit_code INT,
    failures BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    last_run UUID NOT NULL,
    state VARCHAR(12) NOT NULL,
    snoozed_until_us BIGINT,
    assignee VARCHAR(100),
    note VARCHAR(2000),
    changed_us BIGINT,
    changed_by VARCHAR(100)
);
CREATE INDEX failure_group_last ON failure_group (last_us, fingerprint);

-- The group of each failed run, so that a run that did not fail costs nothing.
CREATE TABLE failure (
    run_id UUID PRIMARY KEY,
    fingerprint VARCHAR(16) NOT NULL,
    at_us BIGINT NOT NULL
);
CREATE INDEX failure_of_group ON failure (fingerprint, run_id);
CREATE INDEX failure_by_hour ON failure (fingerprint, at_us);

-- Fingerprints, as `jobs` has names of jobs.
ALTER TABLE event ADD COLUMN failures VARCHAR(100000) DEFAULT '' NOT NULL;
