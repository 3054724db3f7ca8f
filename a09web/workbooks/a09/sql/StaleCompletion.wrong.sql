UPDATE run SET status = 'DONE', result = :result
 WHERE id = :run
   AND status = 'CLAIMED';  -- claimed, but by which attempt?
