UPDATE future SET status = 'MATERIALIZED'
 WHERE id = :future
   AND status = 'OUTSTANDING'
   AND due_at <= now()
RETURNING id;  -- no row: not due yet, or released already
