-- Fetching what links lead to: where they led, and how much of it goes on at a time.

-- Where a link led to. Tracking links are personal: who knows one knows who reads what, and may act
-- for them. So a row is one project's, found by the hash of the link's canonical form.
CREATE TABLE kb.resolutions (
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    url_hash bytea NOT NULL CHECK (octet_length(url_hash) = 32),
    outcome jsonb NOT NULL,
    resolved_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, url_hash),
    CONSTRAINT resolutions_expires_later CHECK (expires_at > resolved_at)
);
CREATE INDEX resolutions_expires_at_idx ON kb.resolutions (expires_at);

-- How many slots of a name which process holds, and until when. No slots: it waits for some. The
-- holder of zeros is nobody: it keeps a name closed. Names tell nothing of tenants: hosts are hashed.
-- Unlogged: after a crash of the database whoever uses slots says so again.
CREATE UNLOGGED TABLE kb.limit_leases (
    name text NOT NULL,
    holder uuid NOT NULL,
    slots integer NOT NULL CHECK (slots >= 0),
    since timestamptz NOT NULL, -- when it last went from no slots to some, or back
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (name, holder)
);
CREATE INDEX limit_leases_expires_at_idx ON kb.limit_leases (expires_at);

-- Guarantees: for each name how many slots the holder may use until `hold` from now. Together with what
-- others have that is never more than the capacity; what the holder says is in use counts as had, even
-- if it is told to use fewer from now on. Who waits gets a share, first come, first served: holders are
-- told to use no more than an even share; where there are more holders than slots, each keeps its own
-- for 2 seconds while others wait. A place in the line lasts for a second after the last asking. To want
-- none gives all back. Leases are dealt out one after the other, so this must be a transaction of its own.
CREATE FUNCTION kb.lease_slots(
    the_holder uuid, names text[], in_use integer[], wanted integer[], capacities integer[],
    hold interval)
RETURNS integer[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    granted integer[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('educe.limit_leases'));
    -- a new statement: it sees what the last who held the lock wrote
    WITH asked AS (
        SELECT a.n, a.name, a.used, a.want, a.capacity,
               coalesce(l.slots, 0) AS held, coalesce(l.since, clock_timestamp()) AS since
        FROM unnest(names, in_use, wanted, capacities)
            WITH ORDINALITY AS a (name, used, want, capacity, n)
        LEFT JOIN kb.limit_leases l ON l.name = a.name AND l.holder = the_holder
            AND l.expires_at > clock_timestamp()
    ), others AS (
        SELECT a.n, coalesce(sum(l.slots), 0) AS slots, count(l.holder) AS holders,
               count(*) FILTER (WHERE l.slots = 0) AS waiting,
               count(*) FILTER (WHERE l.slots = 0 AND (a.held > 0 OR l.since < a.since)) AS before_us
        FROM asked a LEFT JOIN kb.limit_leases l
            ON l.name = a.name AND l.holder <> the_holder AND l.expires_at > clock_timestamp()
        GROUP BY a.n
    ), dealt AS (
        SELECT a.n, a.name, a.used, a.want, a.held, a.since, CASE
            WHEN o.waiting > 0 AND o.holders >= a.capacity AND a.held > 0
                AND a.since < clock_timestamp() - interval '2 seconds' THEN 0
            ELSE greatest(0, least(a.want, a.capacity - o.slots - o.before_us, CASE
                WHEN o.waiting > 0 THEN greatest(1, a.capacity / (o.holders + 1))
                ELSE a.capacity END))
            END::integer AS slots
        FROM asked a JOIN others o ON o.n = a.n
    ), had AS (
        SELECT d.name, d.want, d.held, d.since, greatest(d.slots, d.used) AS slots FROM dealt d
    ), kept AS (
        INSERT INTO kb.limit_leases AS l (name, holder, slots, since, expires_at)
        SELECT h.name, the_holder, h.slots,
               CASE WHEN (h.held > 0) = (h.slots > 0) THEN h.since ELSE clock_timestamp() END,
               clock_timestamp()
                   + CASE WHEN h.slots > 0 THEN hold ELSE least(hold, interval '1 second') END
        FROM had h WHERE h.want > 0
        ON CONFLICT (name, holder) DO UPDATE
            SET slots = excluded.slots, since = excluded.since, expires_at = excluded.expires_at
    ), given_back AS (
        DELETE FROM kb.limit_leases l USING dealt d
        WHERE d.want = 0 AND l.name = d.name AND l.holder = the_holder
    )
    SELECT array_agg(d.slots ORDER BY d.n) INTO granted FROM dealt d;
    RETURN granted;
END $$;

-- Guarantees: nobody gets a slot of that name for so long; those in use stay.
CREATE FUNCTION kb.close_slots(the_name text, seconds interval) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO kb.limit_leases AS l (name, holder, slots, since, expires_at)
    VALUES (the_name, '00000000-0000-0000-0000-000000000000', 1000000, clock_timestamp(),
        clock_timestamp() + seconds)
    ON CONFLICT (name, holder) DO UPDATE
        SET expires_at = greatest(l.expires_at, excluded.expires_at)
$$;

-- Guarantees: forgets where links led that would be followed anew, and leases that nobody holds, some
-- thousands at a time. Returns how many rows it forgot.
CREATE FUNCTION kb.forget_fetching() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old_resolutions AS (
        SELECT r.project_id, r.url_hash FROM kb.resolutions r WHERE r.expires_at < now()
        ORDER BY r.expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED
    ), gone_resolutions AS (
        DELETE FROM kb.resolutions r USING old_resolutions o
        WHERE (r.project_id, r.url_hash) = (o.project_id, o.url_hash) RETURNING 1
    ), old_leases AS (
        SELECT l.name, l.holder FROM kb.limit_leases l WHERE l.expires_at < now()
        ORDER BY l.expires_at LIMIT 5000 FOR UPDATE SKIP LOCKED
    ), gone_leases AS (
        DELETE FROM kb.limit_leases l USING old_leases o
        WHERE (l.name, l.holder) = (o.name, o.holder) RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone_resolutions) + (SELECT count(*) FROM gone_leases)
$$;

ALTER TABLE kb.resolutions ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_projects ON kb.resolutions TO educe_api, educe_worker
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))
    WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.resolutions TO educe_system USING (true) WITH CHECK (true);

GRANT SELECT ON kb.resolutions TO educe_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.resolutions TO educe_worker;
-- UPDATE: to lock what it deletes
GRANT SELECT, UPDATE, DELETE ON kb.resolutions TO educe_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.limit_leases TO educe_system;

REVOKE ALL ON FUNCTION
    kb.lease_slots(uuid, text[], integer[], integer[], integer[], interval),
    kb.close_slots(text, interval), kb.forget_fetching() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    kb.lease_slots(uuid, text[], integer[], integer[], integer[], interval),
    kb.close_slots(text, interval), kb.forget_fetching() TO educe_worker, educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.lease_slots(uuid, text[], integer[], integer[], integer[], interval)
    OWNER TO educe_system;
ALTER FUNCTION kb.close_slots(text, interval) OWNER TO educe_system;
ALTER FUNCTION kb.forget_fetching() OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
