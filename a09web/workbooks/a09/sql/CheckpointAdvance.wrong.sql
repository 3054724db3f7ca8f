UPDATE checkpoint SET upto = :to
 WHERE name = 'scanner' AND upto = :from;
-- here: a crash, or somebody who reads
INSERT INTO output
SELECT seq, payload FROM source
 WHERE seq > :from AND seq <= :to
ON CONFLICT (seq) DO NOTHING;
