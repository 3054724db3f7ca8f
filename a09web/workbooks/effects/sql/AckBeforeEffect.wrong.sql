UPDATE jobs SET done = now()
 WHERE id = :job
   AND attempt = :attempt;
-- and now: POST /charges
