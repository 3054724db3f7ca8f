UPDATE run SET status = 'DONE', result = :result
 WHERE id = :run
   AND status = 'CLAIMED'
   AND attempt = :attempt;  -- no row: stale, or done already: stop
