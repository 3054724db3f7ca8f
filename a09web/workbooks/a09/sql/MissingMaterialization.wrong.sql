SELECT id FROM future
 WHERE status = 'OUTSTANDING'
   AND due_at BETWEEN now() - interval '60 seconds' AND now()
 ORDER BY due_at;
