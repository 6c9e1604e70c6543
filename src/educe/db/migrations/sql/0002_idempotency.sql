-- Requests that make something, so that the same one sent twice makes it once.

-- A row is added in the transaction of what its request makes: both are there, or neither. Whoever
-- sends the key meanwhile waits for that transaction and gets its answer. status, body and location
-- are the answer; they are set before the commit.
CREATE TABLE kb.idempotency_keys (
    user_id uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32), -- method, address and body
    status smallint CHECK (status BETWEEN 200 AND 299),
    body jsonb,
    location text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON kb.idempotency_keys (created_at);

-- Guarantees: forgets answers that are no longer given (older than a day), some thousands at a time;
-- one that is being replaced just now is left alone. Returns how many it forgot.
CREATE FUNCTION kb.forget_idempotency_keys() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (
        SELECT k.user_id, k.key FROM kb.idempotency_keys k
        WHERE k.created_at < now() - interval '24 hours'
        ORDER BY k.created_at LIMIT 5000 FOR UPDATE SKIP LOCKED
    ), forgotten AS (
        DELETE FROM kb.idempotency_keys k USING old
        WHERE (k.user_id, k.key) = (old.user_id, old.key)
        RETURNING k.key
    )
    SELECT count(*) FROM forgotten
$$;

ALTER TABLE kb.idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_keys ON kb.idempotency_keys TO educe_api
    USING (user_id = nullif(current_setting('educe.user_id', true), '')::uuid)
    WITH CHECK (user_id = nullif(current_setting('educe.user_id', true), '')::uuid);
CREATE POLICY of_the_system ON kb.idempotency_keys TO educe_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON kb.idempotency_keys TO educe_api;
GRANT SELECT, UPDATE, DELETE ON kb.idempotency_keys TO educe_system; -- UPDATE: to lock what it deletes

REVOKE ALL ON FUNCTION kb.forget_idempotency_keys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.forget_idempotency_keys() TO educe_worker, educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.forget_idempotency_keys() OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
