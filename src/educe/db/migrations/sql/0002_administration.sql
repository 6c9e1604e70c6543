-- The queue as people see it, and what administrators decide about it: limits, plans, pauses, workers.

-- looking

-- Guarantees: the order in which the jobs that haven't started get their first turns, from 1: the
-- admitted ones as their deliveries go; then those in line, each owner's in admission's order,
-- everybody's next before anybody's next but one, and by class and age among these. Jobs that can't be
-- admitted now (not due, in need of others, of a paused extractor, done outside) have no position.
CREATE FUNCTION kb.queue_positions() RETURNS TABLE (job_id uuid, queue_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    WITH place AS (
        SELECT j.id, coalesce(j.created_by, '00000000-0000-0000-0000-000000000000') AS owner,
               j.status = 'pending' AND NOT j.extractor = ANY (
                   ARRAY(SELECT p.name FROM kb.pauses p WHERE p.kind = 'extractor')) AS queued, j.priority,
               j.queued_at - j.ranked_at AS head_start, j.delivered_at,
               row_number() OVER (PARTITION BY j.created_by ORDER BY j.admitted_at, j.ranked_at) AS slot
        FROM kb.extraction_jobs j
        WHERE j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL
    ), line AS (
        SELECT j.id, coalesce(j.created_by, '00000000-0000-0000-0000-000000000000') AS owner,
               kb.came_at(j.priority, j.ranked_at) AS came
        FROM kb.extraction_jobs j
        WHERE j.status = 'pending' AND j.admitted_at IS NULL AND j.runner = 'worker' AND j.run_at <= now()
          AND NOT j.extractor = ANY (ARRAY(SELECT p.name FROM kb.pauses p WHERE p.kind = 'extractor'))
          AND NOT j.id = ANY (ARRAY(
            SELECT d.job_id FROM kb.job_dependencies d JOIN kb.extraction_jobs n ON n.id = d.needs_id
            WHERE kb.condition_met(d.condition, n.status) IS NOT TRUE))
    ), ranked AS (
        SELECT l.id, l.came, coalesce(p.places, 0)
            + row_number() OVER (PARTITION BY l.owner ORDER BY l.came, l.id) AS slot
        FROM line l LEFT JOIN (
            SELECT owner, max(slot) AS places FROM place GROUP BY owner) p USING (owner)
    ), first AS (
        SELECT p.id, row_number() OVER (ORDER BY kb.delivery_priority(p.priority, p.head_start, p.slot) DESC,
                                                 p.delivered_at, p.id) AS nth
        FROM place p WHERE p.queued
    )
    SELECT f.id, f.nth FROM first f
    UNION ALL
    SELECT r.id, (SELECT count(*) FROM first)
        + row_number() OVER (ORDER BY r.slot, r.came, r.id)
    FROM ranked r
$$;

-- Guarantees: numbers of the whole fleet and of all its jobs. A worker whose last beat is older than
-- `lease` doesn't count.
CREATE FUNCTION kb.fleet(lease interval) RETURNS TABLE (
    workers integer, paused_workers integer, slots integer, admitted integer, running integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT w.workers, w.paused, w.slots, j.admitted, j.running
    FROM (
        SELECT count(*)::integer AS workers,
               count(*) FILTER (WHERE a.paused_at IS NOT NULL)::integer AS paused,
               coalesce(sum(a.slots) FILTER (WHERE a.paused_at IS NULL), 0)::integer AS slots
        FROM kb.workers a WHERE a.ended_at IS NULL AND a.beat_at > clock_timestamp() - lease
    ) w, (
        SELECT count(*)::integer AS admitted,
               count(*) FILTER (WHERE b.status = 'running')::integer AS running
        FROM kb.extraction_jobs b
        WHERE b.status IN ('pending', 'running') AND b.admitted_at IS NOT NULL
    ) j
$$;

-- Guarantees: of each of these extractors the last 100 jobs that workers completed, and those that run:
-- how many items they have, and how many seconds ago they started and ended (null: they run).
-- `extractor` is its place in the array.
CREATE FUNCTION kb.recent_runs(extractors text[]) RETURNS TABLE (
    extractor integer, items integer, started_ago double precision, ended_ago double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.n::integer, r.total_items, date_part('epoch', now() - r.started_at),
           date_part('epoch', now() - r.completed_at)
    FROM unnest(extractors) WITH ORDINALITY AS e (name, n), LATERAL (
        SELECT j.total_items, j.started_at, j.completed_at FROM kb.extraction_jobs j
        WHERE j.status = 'completed' AND j.extractor = e.name AND j.runner = 'worker'
          AND j.started_at IS NOT NULL
        ORDER BY j.completed_at DESC LIMIT 100) r
    UNION ALL
    SELECT e.n::integer, j.total_items, date_part('epoch', now() - j.started_at), NULL
    FROM kb.extraction_jobs j JOIN unnest(extractors) WITH ORDINALITY AS e (name, n) ON e.name = j.extractor
    WHERE j.status = 'running' AND j.admitted_at IS NOT NULL AND j.runner = 'worker'
$$;

-- Guarantees: of a job that the caller may see and that hasn't started, what stands between it and its
-- start on its owner's and its organization's side, as numbers:
--   mine, limit, active                         is it the caller's own; its owner's limit and places taken
--   organization_limit, organization_active     the same of its organization
--   places   the owner's other jobs that have a place: [extractor, seconds since its start or null,
--            items, items done in this attempt, items left]
--   line     the owner's jobs that go before it: [extractor, how many]
-- An extractor is its place in `extractors`, or null. No row for a job that isn't there or has started.
CREATE FUNCTION kb.queue_place(
    the_job uuid, extractors text[], default_limit integer, default_organization_limit integer
) RETURNS TABLE (
    mine boolean, user_limit integer, user_active integer,
    organization_limit integer, organization_active integer, places jsonb, line jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    job kb.extraction_jobs;
BEGIN
    SELECT * INTO job FROM kb.extraction_jobs j
    WHERE j.id = the_job AND j.status = 'pending' AND j.project_id = ANY (kb.visible_projects());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    mine := job.created_by = nullif(current_setting('educe.user_id', true), '')::uuid IS TRUE;
    user_limit := kb.limit_of_user(job.created_by, default_limit);
    SELECT count(*), coalesce(jsonb_agg(jsonb_build_array(
            array_position(extractors, j.extractor), date_part('epoch', now() - j.started_at),
            j.total_items, j.processed_items - j.resumed_items, j.total_items - j.processed_items)
        ) FILTER (WHERE j.id <> the_job), '[]')
    INTO user_active, places FROM kb.extraction_jobs j
    WHERE (j.created_by = job.created_by OR job.created_by IS NULL AND j.created_by IS NULL)
      AND j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL;
    SELECT coalesce(o.max_running_jobs, default_organization_limit) INTO organization_limit
    FROM kb.organizations o WHERE o.id = job.organization_id;
    IF organization_limit IS NOT NULL THEN
        SELECT count(*) INTO organization_active FROM kb.extraction_jobs j
        WHERE j.organization_id = job.organization_id AND j.status IN ('pending', 'running')
          AND j.admitted_at IS NOT NULL;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_array(array_position(extractors, before.extractor), before.jobs)), '[]')
    INTO line FROM (
        SELECT j.extractor, count(*) AS jobs FROM kb.extraction_jobs j
        WHERE job.admitted_at IS NULL
          AND (j.created_by = job.created_by OR job.created_by IS NULL AND j.created_by IS NULL)
          AND j.status = 'pending' AND j.admitted_at IS NULL AND j.runner = 'worker'
          AND (kb.came_at(j.priority, j.ranked_at), j.id)
              < (kb.came_at(job.priority, job.ranked_at), job.id)
          AND j.run_at <= now() AND NOT kb.is_paused(j.extractor) AND kb.is_ready(j.id)
        GROUP BY j.extractor
    ) before;
    RETURN NEXT;
END $$;

-- Guarantees: for administrators, how many jobs of each organization and extractor wait and run, and
-- for how many seconds the longest has waited that could have been admitted.
CREATE FUNCTION kb.queue_depth() RETURNS TABLE (
    organization_id uuid, organization text, extractor text, priority text,
    waiting bigint, running bigint, oldest_seconds double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.id, o.name, j.extractor, j.priority,
           count(*) FILTER (WHERE j.status = 'pending'), count(*) FILTER (WHERE j.status = 'running'),
           date_part('epoch', now() - min(greatest(j.queued_at, j.run_at)) FILTER (
               WHERE j.status = 'pending' AND j.run_at <= now() AND j.runner = 'worker'))
    FROM kb.extraction_jobs j JOIN kb.organizations o ON o.id = j.organization_id
    WHERE j.status IN ('pending', 'running') AND kb.is_admin()
    GROUP BY o.id, o.name, j.extractor, j.priority
$$;

-- Guarantees: for administrators, what each worker has in hand.
CREATE FUNCTION kb.worker_loads() RETURNS TABLE (worker_id uuid, items bigint, jobs bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.worker_id, sum(h.items)::bigint, count(DISTINCT h.job_id) FROM (
        SELECT i.worker_id, i.job_id, count(*) AS items FROM kb.job_items i
        WHERE i.status = 'running' AND i.worker_id IS NOT NULL GROUP BY i.worker_id, i.job_id
        UNION ALL
        SELECT j.stage_worker, j.id, 0 FROM kb.extraction_jobs j
        WHERE j.status = 'running' AND j.stage_worker IS NOT NULL
    ) h WHERE kb.is_admin() GROUP BY h.worker_id
$$;

-- deciding

-- Guarantees: nobody but an administrator comes past.
CREATE FUNCTION kb.require_admin() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT kb.is_admin() THEN
        RAISE EXCEPTION 'only an administrator may do this' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- Guarantees: these owners' jobs that haven't started stay so until the transaction ends. To be called
-- before their owners' rows are changed: everybody locks jobs first.
CREATE FUNCTION kb.hold_waiting(owners uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM kb.extraction_jobs j WHERE j.created_by = ANY (owners) AND j.status = 'pending'
    ORDER BY j.id FOR NO KEY UPDATE;
END $$;

-- Guarantees: these owners' jobs that were admitted and haven't started stand in line again, each as
-- old as the owner's plan has it. The sweeper admits them anew.
CREATE FUNCTION kb.rank_anew(owners uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE kb.extraction_jobs j SET ranked_at = j.queued_at - kb.head_start(j.created_by),
        admitted_at = NULL, delivered_at = NULL
    WHERE j.created_by = ANY (owners) AND j.status = 'pending' AND (
        j.ranked_at <> j.queued_at - kb.head_start(j.created_by) OR j.admitted_at IS NOT NULL);
END $$;

-- Guarantees: administrators only; the user of this id or e-mail address, with the limit that holds.
CREATE FUNCTION kb.find_user(who text, default_limit integer) RETURNS TABLE (
    id uuid, email text, name text, max_running_jobs integer, plan text,
    user_limit integer, active bigint, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, u.email, u.name, u.max_running_jobs, u.plan,
           kb.limit_of_user(u.id, default_limit), j.active, j.waiting
    FROM kb.users u, LATERAL (
        SELECT count(*) FILTER (WHERE a.admitted_at IS NOT NULL) AS active,
               count(*) FILTER (WHERE a.admitted_at IS NULL AND a.runner = 'worker') AS waiting
        FROM kb.extraction_jobs a
        WHERE a.created_by = u.id AND a.status IN ('pending', 'running')) j
    WHERE kb.is_admin() AND (u.email = lower(who) OR u.id::text = lower(who))
$$;

-- Guarantees: administrators only; the organization with the limit that holds. null: any number.
CREATE FUNCTION kb.find_organization(the_organization uuid, default_limit integer) RETURNS TABLE (
    id uuid, name text, max_running_jobs integer, organization_limit integer,
    active bigint, waiting bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.id, o.name, o.max_running_jobs,
           coalesce(o.max_running_jobs, default_limit), j.active, j.waiting
    FROM kb.organizations o, LATERAL (
        SELECT count(*) FILTER (WHERE a.admitted_at IS NOT NULL) AS active,
               count(*) FILTER (WHERE a.admitted_at IS NULL AND a.runner = 'worker') AS waiting
        FROM kb.extraction_jobs a
        WHERE a.organization_id = o.id AND a.status IN ('pending', 'running')) j
    WHERE kb.is_admin() AND o.id = the_organization
$$;

-- Guarantees: administrators only; from here on so many of the user's jobs run at a time (null: as the
-- plan or the setting says). What runs already goes on. False: there is no such user.
CREATE FUNCTION kb.limit_user(the_user uuid, most integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    UPDATE kb.users u SET max_running_jobs = most WHERE u.id = the_user;
    RETURN FOUND;
END $$;

-- Guarantees: the same for an organization.
CREATE FUNCTION kb.limit_organization(the_organization uuid, most integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    UPDATE kb.organizations o SET max_running_jobs = most WHERE o.id = the_organization;
    RETURN FOUND;
END $$;

-- Guarantees: administrators only; the plan is as given, and its users' waiting jobs rank by it. True
-- when it is new.
CREATE FUNCTION kb.put_plan(the_name text, the_title text, head_start integer, most integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subscribers uuid[];
    is_new boolean;
BEGIN
    PERFORM kb.require_admin();
    subscribers := ARRAY(SELECT u.id FROM kb.users u WHERE u.plan = the_name);
    PERFORM kb.hold_waiting(subscribers);
    INSERT INTO kb.plans AS p (name, title, head_start_minutes, max_running_jobs)
    VALUES (the_name, the_title, head_start, most)
    ON CONFLICT (name) DO UPDATE SET title = excluded.title, max_running_jobs = excluded.max_running_jobs,
        head_start_minutes = excluded.head_start_minutes
    RETURNING p.xmax = 0 INTO is_new;
    PERFORM kb.rank_anew(subscribers);
    RETURN is_new;
END $$;

-- Guarantees: administrators only; the plan is gone, and its users have none. False: there was none.
CREATE FUNCTION kb.delete_plan(the_name text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    subscribers uuid[];
BEGIN
    PERFORM kb.require_admin();
    subscribers := ARRAY(SELECT u.id FROM kb.users u WHERE u.plan = the_name);
    PERFORM kb.hold_waiting(subscribers);
    DELETE FROM kb.plans p WHERE p.name = the_name;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM kb.rank_anew(subscribers);
    RETURN true;
END $$;

-- Guarantees: administrators only; the user has this plan, or none, and waiting jobs rank by it.
-- False: there is no such user. An unknown plan is refused by its foreign key.
CREATE FUNCTION kb.subscribe(the_user uuid, the_plan text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    PERFORM kb.hold_waiting(ARRAY[the_user]);
    UPDATE kb.users u SET plan = the_plan WHERE u.id = the_user;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM kb.rank_anew(ARRAY[the_user]);
    RETURN true;
END $$;

-- Guarantees: administrators only; no new item of the queue ('' as name) or of this extractor is begun
-- from here on. An extractor's jobs that haven't started give their places back. False: it was paused
-- already; since when and why stays.
CREATE FUNCTION kb.pause(the_kind text, the_name text, why text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    INSERT INTO kb.pauses (kind, name, reason, paused_by)
    VALUES (the_kind, the_name, why, nullif(current_setting('educe.user_id', true), '')::uuid)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF the_kind = 'extractor' THEN
        PERFORM FROM kb.extraction_jobs j
        WHERE j.status = 'pending' AND j.admitted_at IS NOT NULL AND j.extractor = the_name
        ORDER BY j.id FOR NO KEY UPDATE;
        UPDATE kb.extraction_jobs j SET admitted_at = NULL, delivered_at = NULL
        WHERE j.status = 'pending' AND j.admitted_at IS NOT NULL AND j.extractor = the_name;
    END IF;
    RETURN true;
END $$;

-- Guarantees: administrators only; it isn't paused any more. False: it wasn't.
CREATE FUNCTION kb.resume(the_kind text, the_name text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    DELETE FROM kb.pauses p WHERE p.kind = the_kind AND p.name = the_name;
    RETURN FOUND;
END $$;

-- Guarantees: administrators only; a living worker is paused or resumed. False: it isn't alive, or it
-- was so already.
CREATE FUNCTION kb.pause_worker(the_worker uuid, pausing boolean) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    UPDATE kb.workers w SET paused_at = CASE WHEN pausing THEN now() END,
        paused_by = CASE WHEN pausing THEN nullif(current_setting('educe.user_id', true), '')::uuid END
    WHERE w.id = the_worker AND w.ended_at IS NULL AND (w.paused_at IS NOT NULL) <> pausing;
    RETURN FOUND;
END $$;

GRANT INSERT, UPDATE, DELETE ON kb.plans, kb.pauses TO educe_system;
-- a delivery that waits takes the rank of its job
GRANT UPDATE (priority) ON procrastinate_jobs TO educe_api;

REVOKE ALL ON FUNCTION
    kb.queue_positions(), kb.fleet(interval), kb.recent_runs(text[]),
    kb.queue_place(uuid, text[], integer, integer), kb.queue_depth(), kb.worker_loads(),
    kb.require_admin(), kb.hold_waiting(uuid[]), kb.rank_anew(uuid[]), kb.find_user(text, integer),
    kb.find_organization(uuid, integer), kb.limit_user(uuid, integer),
    kb.limit_organization(uuid, integer), kb.put_plan(text, text, integer, integer),
    kb.delete_plan(text), kb.subscribe(uuid, text), kb.pause(text, text, text),
    kb.resume(text, text), kb.pause_worker(uuid, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.require_admin(), kb.hold_waiting(uuid[]), kb.rank_anew(uuid[])
    TO educe_system;
GRANT EXECUTE ON FUNCTION
    kb.queue_positions(), kb.fleet(interval), kb.recent_runs(text[]),
    kb.queue_place(uuid, text[], integer, integer), kb.queue_depth(), kb.worker_loads(),
    kb.find_user(text, integer), kb.find_organization(uuid, integer), kb.limit_user(uuid, integer),
    kb.limit_organization(uuid, integer), kb.put_plan(text, text, integer, integer),
    kb.delete_plan(text), kb.subscribe(uuid, text), kb.pause(text, text, text),
    kb.resume(text, text), kb.pause_worker(uuid, boolean) TO educe_api, educe_system;

GRANT CREATE ON SCHEMA kb TO educe_system;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOREACH f IN ARRAY ARRAY[
        'kb.queue_positions()', 'kb.fleet(interval)', 'kb.recent_runs(text[])',
        'kb.queue_place(uuid, text[], integer, integer)', 'kb.queue_depth()', 'kb.worker_loads()',
        'kb.find_user(text, integer)', 'kb.find_organization(uuid, integer)',
        'kb.limit_user(uuid, integer)', 'kb.limit_organization(uuid, integer)',
        'kb.put_plan(text, text, integer, integer)', 'kb.delete_plan(text)',
        'kb.subscribe(uuid, text)', 'kb.pause(text, text, text)', 'kb.resume(text, text)',
        'kb.pause_worker(uuid, boolean)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO educe_system', f);
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
