-- Idempotency-Key: unique for each request
SELECT 'job-' || id || '-attempt-' || attempt FROM jobs
 WHERE id = :job;
