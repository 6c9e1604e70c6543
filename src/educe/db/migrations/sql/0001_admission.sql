-- Which pending job may run next.

-- Guarantees: one number that deliveries are ordered by, larger first. A class is worth 1,000; within
-- it everybody's first slot (1) goes before anybody's second; each minute of waiting is worth 10, so
-- nothing starves: a low job has overtaken fresh urgent ones after 200 minutes.
CREATE FUNCTION kb.delivery_priority(priority text, since timestamptz, slot bigint) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (
        CASE priority WHEN 'urgent' THEN 1000 WHEN 'low' THEN -1000 ELSE 0 END
        + least(10 * floor(extract(epoch FROM now() - since) / 60), 3000)
        - least(slot, 99)
    )::integer
$$;

-- Guarantees: admits this owner's next jobs, by priority (aged) then age, while the owner and the
-- organization are under their limits; returns their ids for the caller to deliver in the same
-- transaction. Locks the organization's row (where it has a limit) and then the owner's, so two
-- transactions can't both take the last slot; nobody else's submits wait. A job that another
-- transaction holds is skipped: that one runs admission itself, and the sweeper is the safety net.
-- A null owner stands for all whose account was removed: their jobs go on as one owner's.
CREATE FUNCTION kb.admit(owner uuid, default_limit integer)
RETURNS TABLE (job_id uuid, delivery_priority integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    org record;
    full_up uuid[] := '{}'; -- organizations without a free place: their jobs keep no others back
    own_limit integer;
    active integer;
    free integer;
BEGIN
    FOR org IN
        SELECT o.id, o.max_running_jobs FROM kb.organizations o
        WHERE o.max_running_jobs IS NOT NULL AND EXISTS (
            SELECT FROM kb.extraction_jobs j
            WHERE (j.created_by = owner OR owner IS NULL AND j.created_by IS NULL)
              AND j.status = 'pending' AND j.organization_id = o.id
        ) ORDER BY o.id FOR NO KEY UPDATE
    LOOP
        IF org.max_running_jobs <= (
            SELECT count(*) FROM kb.extraction_jobs j
            WHERE j.organization_id = org.id AND j.status IN ('pending', 'running')
              AND j.admitted_at IS NOT NULL
        ) THEN
            full_up := full_up || org.id;
        END IF;
    END LOOP;
    IF owner IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('educe.admit')); -- there is no row to lock
        own_limit := default_limit;
    ELSE
        SELECT coalesce(u.max_running_jobs, default_limit) INTO own_limit
        FROM kb.users u WHERE u.id = owner FOR NO KEY UPDATE;
    END IF;

    SELECT count(*) INTO active FROM kb.extraction_jobs j
    WHERE (j.created_by = owner OR owner IS NULL AND j.created_by IS NULL) AND j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL;
    free := own_limit - active;
    IF free IS NULL OR free <= 0 THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH next AS (
        SELECT j.id, j.organization_id, o.max_running_jobs
        FROM kb.extraction_jobs j JOIN kb.organizations o ON o.id = j.organization_id
        WHERE (j.created_by = owner OR owner IS NULL AND j.created_by IS NULL)
          AND j.status = 'pending' AND j.admitted_at IS NULL
          AND j.run_at <= now() AND j.organization_id <> ALL (full_up)
        ORDER BY kb.delivery_priority(j.priority, j.created_at, 0) DESC, j.created_at, j.id
        LIMIT free
        FOR NO KEY UPDATE OF j SKIP LOCKED
    ), ranked AS (
        SELECT n.id, row_number() OVER mine AS nth, n.max_running_jobs, n.organization_id,
               row_number() OVER (PARTITION BY n.organization_id ORDER BY j.created_at, j.id) AS nth_in_org
        FROM next n JOIN kb.extraction_jobs j ON j.id = n.id
        WINDOW mine AS (
            ORDER BY kb.delivery_priority(j.priority, j.created_at, 0) DESC, j.created_at, j.id)
    )
    UPDATE kb.extraction_jobs j SET admitted_at = now(), delivered_at = now()
    FROM ranked r
    WHERE j.id = r.id AND (r.max_running_jobs IS NULL OR r.nth_in_org + (
        SELECT count(*) FROM kb.extraction_jobs a
        WHERE a.organization_id = r.organization_id AND a.status IN ('pending', 'running')
          AND a.admitted_at IS NOT NULL
    ) <= r.max_running_jobs)
    RETURNING j.id, kb.delivery_priority(j.priority, j.created_at, active + r.nth);
END $$;
