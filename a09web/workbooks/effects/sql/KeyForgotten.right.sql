-- the sender says: this job is done, and that was its last attempt
WITH over AS (
    INSERT INTO fences (job, attempt) VALUES (:job, :attempt)
    ON CONFLICT (job) DO UPDATE SET attempt = EXCLUDED.attempt
    RETURNING job
)
DELETE FROM keys USING over WHERE keys.job = over.job;
