-- Whose turn it is. As before, with dependencies, pauses, plans, and limits of organizations that have
-- none of their own.

-- Guarantees: one number that deliveries are ordered by, larger first. A class is worth 1,000; within
-- it everybody's first slot (1) goes before anybody's second; each minute of age is worth 10, so
-- nothing starves: a low job has overtaken fresh urgent ones after 200 minutes. Without a setting of
-- its own, so that the planner can take it into a query over thousands of jobs.
CREATE FUNCTION kb.delivery_priority(priority text, age interval, slot bigint) RETURNS integer
LANGUAGE sql IMMUTABLE RETURN (
    CASE priority WHEN 'urgent' THEN 1000 WHEN 'low' THEN -1000 ELSE 0 END
    + least(10 * floor(date_part('epoch', age) / 60), 3000)
    - least(slot, 99)
)::integer;

-- Guarantees: what a line is ordered by, earlier first: a class is worth 100 minutes of waiting.
CREATE FUNCTION kb.came_at(priority text, ranked_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE RETURN ranked_at - CASE priority
    WHEN 'urgent' THEN interval '100 minutes' WHEN 'low' THEN interval '-100 minutes'
    ELSE interval '0' END;

-- Guarantees: the same by when the job began to age.
CREATE OR REPLACE FUNCTION kb.delivery_priority(priority text, since timestamptz, slot bigint) RETURNS integer
LANGUAGE sql STABLE RETURN kb.delivery_priority(priority, now() - since, slot);

-- Guarantees: whether the queue or this extractor is paused.
CREATE FUNCTION kb.is_paused(the_extractor text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM kb.pauses p
                   WHERE p.kind = 'queue' OR p.kind = 'extractor' AND p.name = the_extractor)
$$;

-- Guarantees: how many jobs of this user may run at a time: the user's own limit, or the plan's, or
-- the default.
CREATE FUNCTION kb.limit_of_user(the_user uuid, default_limit integer) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT coalesce(u.max_running_jobs, p.max_running_jobs)
        FROM kb.users u LEFT JOIN kb.plans p ON p.name = u.plan WHERE u.id = the_user
    ), default_limit)
$$;

-- Guarantees: how much longer this user's jobs count as having waited, by the user's plan.
CREATE FUNCTION kb.head_start(the_user uuid) RETURNS interval
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((
        SELECT make_interval(mins => p.head_start_minutes)
        FROM kb.users u JOIN kb.plans p ON p.name = u.plan WHERE u.id = the_user
    ), interval '0')
$$;

DROP FUNCTION kb.end_job(uuid, uuid, text, text, jsonb, jsonb, text[], uuid[], integer);
DROP FUNCTION kb.admit(uuid, integer);
DROP FUNCTION kb.waiting_owners();

-- Guarantees: admits this owner's next jobs, by priority (aged) then age, while the owner and the
-- jobs' organizations are under their limits; returns their ids for the caller to deliver in the same
-- transaction. A job waits on while something that it needs hasn't ended, its time hasn't come, or its
-- extractor or the queue is paused. Locks the organizations' rows (where there is a limit) and then the
-- owner's, so two transactions can't both take the last place; nobody else's submits wait. A job that
-- another transaction holds is skipped: that one runs admission itself, and the sweeper is the safety
-- net. A null owner stands for all whose account was removed: their jobs go on as one owner's.
-- Against other owners' deliveries a job ages only from here on: how long it stood in its own owner's
-- line is no reason to go before them. Its plan's head start counts.
-- organization_limit: of organizations that have none of their own; null: none.
CREATE FUNCTION kb.admit(owner uuid, user_limit integer, organization_limit integer)
RETURNS TABLE (job_id uuid, delivery_priority integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    locked uuid[];
    full_up uuid[];
    paused text[];
    stopped boolean;
    own_limit integer := user_limit;
    active integer;
    free integer;
    next record;
    job kb.extraction_jobs;
BEGIN
    SELECT coalesce(array_agg(l.id), '{}') INTO locked FROM (
        SELECT o.id FROM kb.organizations o
        WHERE coalesce(o.max_running_jobs, organization_limit) IS NOT NULL AND o.id IN (
            SELECT j.organization_id FROM kb.extraction_jobs j
            WHERE coalesce(j.created_by, '00000000-0000-0000-0000-000000000000')
                  = coalesce(owner, '00000000-0000-0000-0000-000000000000')
              AND j.status = 'pending' AND j.admitted_at IS NULL AND j.runner = 'worker'
        ) ORDER BY o.id FOR NO KEY UPDATE
    ) l;
    IF owner IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('educe.admit')); -- there is no row to lock
    ELSE
        SELECT coalesce(u.max_running_jobs,
            (SELECT p.max_running_jobs FROM kb.plans p WHERE p.name = u.plan), user_limit)
        INTO own_limit FROM kb.users u WHERE u.id = owner FOR NO KEY UPDATE;
    END IF;

    SELECT count(*) INTO active FROM kb.extraction_jobs j
    WHERE (j.created_by = owner OR owner IS NULL AND j.created_by IS NULL)
      AND j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL;
    free := own_limit - active;
    IF free IS NULL OR free <= 0 THEN
        RETURN;
    END IF;
    SELECT coalesce(bool_or(p.kind = 'queue'), false), coalesce(array_agg(p.name), '{}')
    INTO stopped, paused FROM kb.pauses p;
    IF stopped THEN
        RETURN;
    END IF;
    full_up := ARRAY(SELECT l FROM unnest(locked) l WHERE kb.is_full(l, organization_limit));

    FOR next IN
        -- by class from the index, oldest first, so that a long line isn't sorted for one place
        SELECT j.id FROM unnest(ARRAY['urgent', 'normal', 'low']) c (class), LATERAL (
            SELECT w.id, w.priority, w.ranked_at FROM kb.extraction_jobs w
            WHERE coalesce(w.created_by, '00000000-0000-0000-0000-000000000000')
                  = coalesce(owner, '00000000-0000-0000-0000-000000000000')
              AND w.status = 'pending' AND w.admitted_at IS NULL AND w.runner = 'worker'
              AND w.priority = c.class AND w.run_at <= now()
              AND w.extractor <> ALL (paused) AND w.organization_id <> ALL (full_up)
              AND NOT EXISTS (
                SELECT FROM kb.job_dependencies d JOIN kb.extraction_jobs n ON n.id = d.needs_id
                WHERE d.job_id = w.id AND kb.condition_met(d.condition, n.status) IS NOT TRUE)
            ORDER BY w.ranked_at, w.id LIMIT free
        ) j
        ORDER BY kb.came_at(j.priority, j.ranked_at), j.id
    LOOP
        EXIT WHEN free <= 0;
        SELECT * INTO job FROM kb.extraction_jobs j WHERE j.id = next.id
          AND j.status = 'pending' AND j.admitted_at IS NULL FOR NO KEY UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND
            OR job.organization_id = ANY (locked) AND kb.is_full(job.organization_id, organization_limit)
            -- submitted while the locks were waited for: others may be taking the same place
            OR job.organization_id <> ALL (locked) AND EXISTS (
                SELECT FROM kb.organizations o WHERE o.id = job.organization_id
                  AND coalesce(o.max_running_jobs, organization_limit) IS NOT NULL);
        active := active + 1;
        free := free - 1;
        UPDATE kb.extraction_jobs j SET admitted_at = now(), delivered_at = now() WHERE j.id = job.id;
        job_id := job.id;
        delivery_priority := kb.delivery_priority(job.priority, job.queued_at - job.ranked_at, active);
        RETURN NEXT;
    END LOOP;
END $$;

-- Guarantees: whether the organization has as many jobs admitted as it may.
CREATE FUNCTION kb.is_full(the_organization uuid, default_limit integer) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(o.max_running_jobs, default_limit) <= (
        SELECT count(*) FROM kb.extraction_jobs j
        WHERE j.organization_id = the_organization AND j.status IN ('pending', 'running')
          AND j.admitted_at IS NOT NULL)
    IS TRUE
    FROM kb.organizations o WHERE o.id = the_organization
$$;

-- Guarantees: the owners who have a free place and a job waiting that could take it.
CREATE FUNCTION kb.waiting_owners(user_limit integer, organization_limit integer) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH waiting AS (
        SELECT j.created_by AS owner FROM kb.extraction_jobs j
        WHERE j.status = 'pending' AND j.admitted_at IS NULL AND j.runner = 'worker'
          AND j.organization_id <> ALL (ARRAY(
            SELECT o.id FROM kb.organizations o
            WHERE coalesce(o.max_running_jobs, organization_limit) IS NOT NULL
              AND kb.is_full(o.id, organization_limit)))
          AND j.run_at <= now() AND NOT EXISTS (
            SELECT FROM kb.pauses p
            WHERE p.kind = 'queue' OR p.kind = 'extractor' AND p.name = j.extractor)
          AND NOT EXISTS (
            SELECT FROM kb.job_dependencies d JOIN kb.extraction_jobs n ON n.id = d.needs_id
            WHERE d.job_id = j.id AND kb.condition_met(d.condition, n.status) IS NOT TRUE)
        GROUP BY j.created_by
    ), active AS (
        SELECT j.created_by AS owner, count(*) AS jobs FROM kb.extraction_jobs j
        WHERE j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL
        GROUP BY j.created_by
    )
    SELECT w.owner FROM waiting w LEFT JOIN active a ON a.owner IS NOT DISTINCT FROM w.owner
    WHERE coalesce(a.jobs, 0) < kb.limit_of_user(w.owner, user_limit)
$$;

-- Guarantees: every job that could go on and that fewer workers are at than could be, with the priority
-- of a delivery. The caller leaves out those that have a delivery waiting, unless with this one they
-- would go notably sooner. A job ages from its admission. One that has started goes behind everybody's
-- first turns, unless nobody has been at it for twice as long as a round of all jobs takes: so others'
-- first turns take half of the fleet at most from those that wait for their next.
CREATE OR REPLACE FUNCTION kb.wanted_deliveries() RETURNS TABLE (job_id uuid, delivery_priority integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH fleet AS (
        SELECT coalesce(sum(w.slots), 0) AS slots, (
            SELECT count(*) FROM kb.extraction_jobs a
            WHERE a.status IN ('pending', 'running') AND a.admitted_at IS NOT NULL) AS jobs
        FROM kb.workers w WHERE w.ended_at IS NULL AND w.paused_at IS NULL
    ), staffed AS (
        SELECT j.id, j.status, j.priority, j.planned_at, j.stage_token, j.admitted_at, j.delivered_at,
               j.queued_at - j.ranked_at AS head_start,
               j.processed_items = j.total_items AS extracted,
               (SELECT count(DISTINCT i.token) FROM kb.job_items i
                WHERE i.job_id = j.id AND i.status = 'running') AS hands,
               (SELECT count(*) FROM (
                    SELECT FROM kb.job_items i
                    WHERE i.job_id = j.id AND i.status = 'pending' AND i.due_at <= now()
                    LIMIT 1000) p) AS waiting
        FROM kb.extraction_jobs j
        WHERE j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL
          AND j.cancel_requested_at IS NULL AND j.run_at <= now()
          AND j.delivered_at < clock_timestamp() - interval '1 second'
          AND NOT EXISTS (
            SELECT FROM kb.pauses p
            WHERE p.kind = 'queue' OR p.kind = 'extractor' AND p.name = j.extractor)
    )
    SELECT s.id, CASE
        WHEN s.status = 'pending' OR s.hands = 0 AND s.delivered_at
            < clock_timestamp() - make_interval(secs => greatest(2.0, 2.0 * f.jobs / greatest(f.slots, 1)))
        THEN kb.delivery_priority(s.priority, now() - s.admitted_at + s.head_start, 1)
        ELSE kb.delivery_priority(s.priority, s.head_start, 50 + s.hands) END
    FROM staffed s, fleet f
    WHERE s.stage_token IS NULL AND CASE
        WHEN s.planned_at IS NULL OR s.extracted THEN true
        WHEN s.hands = 0 THEN s.waiting > 0
        ELSE s.waiting > 64 * s.hands AND s.hands < f.slots END
    ORDER BY s.admitted_at, s.id
$$;

-- Guarantees: a waiting job that was given another priority, or whose owner's rank has changed, takes
-- its new place: what was admitted and hasn't started stands in line again, and admission decides
-- anew. Returns the owners, for the caller to run admission for. Of jobs that the caller can't see it
-- takes no notice.
CREATE FUNCTION kb.requeue(jobs uuid[]) RETURNS SETOF uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH owners AS (
        SELECT DISTINCT j.created_by AS owner FROM kb.extraction_jobs j
        WHERE j.id = ANY (jobs) AND j.status = 'pending'
          AND j.project_id = ANY (kb.visible_projects())
    ), locked AS (
        SELECT j.id FROM kb.extraction_jobs j JOIN owners o ON o.owner IS NOT DISTINCT FROM j.created_by
        WHERE j.status = 'pending' AND j.admitted_at IS NOT NULL
        ORDER BY j.id FOR NO KEY UPDATE OF j SKIP LOCKED
    ), back AS (
        UPDATE kb.extraction_jobs j SET admitted_at = NULL, delivered_at = NULL
        FROM locked l WHERE j.id = l.id
    )
    SELECT o.owner FROM owners o
$$;

REVOKE ALL ON FUNCTION kb.delivery_priority(text, interval, bigint), kb.came_at(text, timestamptz), kb.is_paused(text), kb.limit_of_user(uuid, integer), kb.head_start(uuid),
    kb.is_full(uuid, integer), kb.admit(uuid, integer, integer), kb.waiting_owners(integer, integer), kb.requeue(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.delivery_priority(text, interval, bigint), kb.came_at(text, timestamptz), kb.is_paused(text), kb.limit_of_user(uuid, integer),
    kb.head_start(uuid), kb.admit(uuid, integer, integer) TO educe_api, educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.is_full(uuid, integer) TO educe_system;
GRANT EXECUTE ON FUNCTION kb.waiting_owners(integer, integer) TO educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.requeue(uuid[]) TO educe_api, educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.head_start(uuid) OWNER TO educe_system;
ALTER FUNCTION kb.limit_of_user(uuid, integer) OWNER TO educe_system;
ALTER FUNCTION kb.admit(uuid, integer, integer) OWNER TO educe_system;
ALTER FUNCTION kb.waiting_owners(integer, integer) OWNER TO educe_system;
ALTER FUNCTION kb.requeue(uuid[]) OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
