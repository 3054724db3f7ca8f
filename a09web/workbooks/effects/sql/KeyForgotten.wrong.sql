DELETE FROM keys
 WHERE created_at < now() - interval '24 hours';
