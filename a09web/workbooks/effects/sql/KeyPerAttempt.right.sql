-- Idempotency-Key: made once, with the job
SELECT key::text FROM jobs
 WHERE id = :job;
