-- the number travels with the request
INSERT INTO fences (job) VALUES (:job) ON CONFLICT DO NOTHING;
WITH allowed AS (
    UPDATE fences SET attempt = attempt  -- its row is locked
     WHERE job = :job
       AND attempt < :attempt
    RETURNING job  -- no row: 409 Conflict
)
INSERT INTO charges (job) SELECT job FROM allowed;
