WITH due AS (
    SELECT id FROM future
     WHERE status = 'OUTSTANDING' AND due_at <= now()
     ORDER BY due_at LIMIT 100
       FOR UPDATE SKIP LOCKED
), gone AS (
    UPDATE future f SET status = 'MATERIALIZED'
      FROM due WHERE f.id = due.id
    RETURNING f.id
)
INSERT INTO run (future_id) SELECT id FROM gone
RETURNING id, future_id;
