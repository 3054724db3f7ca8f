SELECT id FROM future
 WHERE status = 'OUTSTANDING'
   AND due_at <= now()
 ORDER BY due_at;
