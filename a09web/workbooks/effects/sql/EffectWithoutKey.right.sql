WITH new AS (
    INSERT INTO keys (key, job) VALUES (:key, :job)
    ON CONFLICT DO NOTHING
    RETURNING job  -- no row: it was charged before
)
INSERT INTO charges (job) SELECT job FROM new;
