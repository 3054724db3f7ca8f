UPDATE run
   SET status = 'CLAIMED', attempt = attempt + 1, claimed_by = :worker
 WHERE id = (SELECT id FROM run
              WHERE status = 'RUNNABLE'
              ORDER BY id LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id, attempt;
