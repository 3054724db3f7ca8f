UPDATE run SET status = 'DONE', result = :result
 WHERE id = :run
   AND status = 'CLAIMED'
   AND attempt = :attempt;  -- no row: the attempt is stale, so stop
