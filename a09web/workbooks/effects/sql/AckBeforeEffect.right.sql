-- first: POST /charges, and wait for 2xx
UPDATE jobs SET done = now()
 WHERE id = :job
   AND attempt = :attempt
   AND done IS NULL;
