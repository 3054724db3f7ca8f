BEGIN;
LOCK TABLE source IN SHARE MODE;  -- waits for open writers
INSERT INTO output
SELECT seq, payload FROM source
 WHERE seq > :from AND seq <= :to
ON CONFLICT (seq) DO NOTHING;
UPDATE checkpoint SET upto = :to
 WHERE name = 'scanner' AND upto = :from;  -- no row: ROLLBACK
COMMIT;
