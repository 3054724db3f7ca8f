-- the sender looks whether it is still its turn, and sends
SELECT attempt = :attempt FROM jobs WHERE id = :job;
-- the request arrives, whenever that is
INSERT INTO charges (job) VALUES (:job);
