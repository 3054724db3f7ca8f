BEGIN;
INSERT INTO charges (job) VALUES (:job);
COMMIT;
-- and now: 200 OK
