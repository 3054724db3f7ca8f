INSERT INTO charges (job)
SELECT :job
 WHERE NOT EXISTS (SELECT FROM keys WHERE key = :key);
INSERT INTO keys (key, job) VALUES (:key, :job)
ON CONFLICT DO NOTHING;  -- it is written down, is it not?
