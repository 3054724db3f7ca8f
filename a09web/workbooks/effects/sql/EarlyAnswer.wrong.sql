-- 202 Accepted: a task in memory will do it soon
INSERT INTO charges (job) VALUES (:job);
