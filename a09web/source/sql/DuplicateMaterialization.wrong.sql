INSERT INTO run (future_id)
SELECT id FROM future
 WHERE status = 'OUTSTANDING' AND due_at <= now();
-- a crash here, or a second scanner
UPDATE future SET status = 'MATERIALIZED'
 WHERE status = 'OUTSTANDING' AND due_at <= now();
