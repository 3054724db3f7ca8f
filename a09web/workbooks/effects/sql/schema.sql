-- ours
CREATE TABLE jobs (
    id       bigserial PRIMARY KEY,
    key      uuid NOT NULL DEFAULT gen_random_uuid(),
    attempt  int NOT NULL DEFAULT 1,
    done     timestamptz
);
-- the receiver's
CREATE TABLE charges (id bigserial PRIMARY KEY, job bigint NOT NULL);
CREATE TABLE keys (
    key         text PRIMARY KEY,
    job         bigint NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE fences (job bigint PRIMARY KEY, attempt int NOT NULL DEFAULT 0);
