INSERT INTO run (future_id)
SELECT id FROM future
 WHERE status = 'OUTSTANDING' AND due_at <= now();
-- here: a crash, a second scanner, or one more entry that is due
UPDATE future SET status = 'MATERIALIZED'
 WHERE status = 'OUTSTANDING' AND due_at <= now();
