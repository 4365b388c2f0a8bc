-- Which jobs are steps of a flow, by the current version of its job.
CREATE TABLE flow_use (
    step_job UUID NOT NULL,
    job_id UUID NOT NULL,
    PRIMARY KEY (step_job, job_id)
);
CREATE INDEX flow_use_job ON flow_use (job_id);

-- A job that depends on one, and has a flow, is taken along: neither may lose that job.
INSERT INTO flow_use (step_job, job_id)
SELECT step.id, job.id
FROM job
JOIN job_version ON job_version.job_id = job.id AND job_version.version = job.version
    AND POSITION('"flow":' IN job_version.definition) > 0
JOIN job step ON POSITION('"job":"' || step.namespace || '/' || step.name || '"' IN job_version.definition) > 0
WHERE job.deleted = FALSE;
