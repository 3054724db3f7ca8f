-- the timer rang, so it must be time
UPDATE future SET status = 'MATERIALIZED'
 WHERE id = :future
   AND status = 'OUTSTANDING'
RETURNING id;
