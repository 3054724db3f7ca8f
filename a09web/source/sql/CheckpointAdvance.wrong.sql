UPDATE checkpoint SET upto = :to
 WHERE name = 'scanner' AND upto = :from;
-- a crash here
INSERT INTO output
SELECT seq, payload FROM source
 WHERE seq > :from AND seq <= :to
ON CONFLICT (seq) DO NOTHING;
