CREATE TABLE future (
    id      int PRIMARY KEY,
    due_at  timestamptz NOT NULL,
    status  text NOT NULL DEFAULT 'OUTSTANDING' CHECK (status IN ('OUTSTANDING', 'MATERIALIZED'))
);
CREATE TABLE run (
    id           bigserial PRIMARY KEY,
    future_id    int NOT NULL REFERENCES future,
    status       text NOT NULL DEFAULT 'RUNNABLE' CHECK (status IN ('RUNNABLE', 'CLAIMED', 'DONE')),
    attempt      int NOT NULL DEFAULT 0,
    claimed_by   text,
    lease_until  timestamptz,
    result       text
);
CREATE TABLE source (seq bigserial PRIMARY KEY, payload text);
CREATE TABLE output (seq bigint PRIMARY KEY, payload text);
CREATE TABLE checkpoint (name text PRIMARY KEY, upto bigint NOT NULL);
