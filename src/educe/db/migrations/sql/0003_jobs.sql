-- What screens show of files, jobs and the queue: reading states, names, forecasts, plots.

-- files

-- How much was read, without unpacking the text. The table is written anew; nobody is at work meanwhile.
ALTER TABLE kb.file_texts
    -- squawk-ignore adding-field-with-default
    ADD COLUMN pages integer GENERATED ALWAYS AS ((body ->> 'pages')::integer) STORED,
    -- squawk-ignore adding-field-with-default
    ADD COLUMN characters integer NOT NULL GENERATED ALWAYS AS (char_length(text)) STORED,
    -- squawk-ignore adding-field-with-default
    ADD COLUMN warnings integer GENERATED ALWAYS AS (jsonb_array_length(body -> 'warnings')) STORED;

-- Files that can't be read, and why: what the last try said. `slug` is the problem's.
CREATE TABLE kb.file_refusals (
    file_id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    slug text NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT file_refusals_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE CASCADE
);
CREATE INDEX file_refusals_project_id_idx ON kb.file_refusals (project_id);
ALTER TABLE kb.file_refusals ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_projects ON kb.file_refusals TO educe_api, educe_worker
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))
    WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.file_refusals TO educe_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.file_refusals TO educe_api, educe_worker;

-- a file's newest jobs first, without walking through all that ever read it; nobody is at work meanwhile
-- squawk-ignore require-concurrent-index-deletion
DROP INDEX kb.job_files_file_id_idx;
CREATE INDEX job_files_file_id_idx ON kb.job_files (file_id, job_id DESC);

-- names

-- Guarantees: the names of those of the users who share an organization with the caller, and of the
-- caller.
CREATE FUNCTION kb.names_of_users(users uuid[]) RETURNS TABLE (user_id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, coalesce(nullif(u.name, ''), u.email) FROM kb.users u
    WHERE u.id = ANY (users) AND (
        u.id = nullif(current_setting('educe.user_id', true), '')::uuid
        OR EXISTS (SELECT FROM kb.members m WHERE m.user_id = u.id
                   AND m.organization_id = ANY ((SELECT kb.visible_organizations())::uuid[])))
$$;

-- the queue

-- Guarantees: the jobs that haven't started, with all that their order is made of. First the admitted
-- ones by their deliveries' rank, then those in line by slot (an owner's first job before anybody's
-- second) and by when they count as having come. Left out are jobs that can't be admitted now: not due,
-- in need of others, of a paused extractor, done outside. Not for tenants: it is taken into the queries
-- of functions that are.
CREATE FUNCTION kb.line_up() RETURNS TABLE (
    job_id uuid, owner uuid, extractor text, is_admitted boolean, delivery_rank integer,
    delivered_at timestamptz, slot bigint, came timestamptz)
LANGUAGE sql STABLE BEGIN ATOMIC
    WITH place AS (
        SELECT j.id, coalesce(j.created_by, '00000000-0000-0000-0000-000000000000') AS owner, j.extractor,
               j.status = 'pending' AND NOT j.extractor = ANY (
                   ARRAY(SELECT p.name FROM kb.pauses p WHERE p.kind = 'extractor')) AS queued, j.priority,
               j.queued_at - j.ranked_at AS head_start, j.delivered_at,
               row_number() OVER (PARTITION BY j.created_by ORDER BY j.admitted_at, j.ranked_at) AS slot
        FROM kb.extraction_jobs j
        WHERE j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL
    ), line AS (
        SELECT j.id, coalesce(j.created_by, '00000000-0000-0000-0000-000000000000') AS owner, j.extractor,
               kb.came_at(j.priority, j.ranked_at) AS came
        FROM kb.extraction_jobs j
        WHERE j.status = 'pending' AND j.admitted_at IS NULL AND j.runner = 'worker' AND j.run_at <= now()
          AND NOT j.extractor = ANY (ARRAY(SELECT p.name FROM kb.pauses p WHERE p.kind = 'extractor'))
          AND NOT j.id = ANY (ARRAY(
            SELECT d.job_id FROM kb.job_dependencies d JOIN kb.extraction_jobs n ON n.id = d.needs_id
            WHERE kb.condition_met(d.condition, n.status) IS NOT TRUE))
    )
    SELECT p.id, p.owner, p.extractor, true, kb.delivery_priority(p.priority, p.head_start, p.slot),
           p.delivered_at, NULL::bigint, NULL::timestamptz
    FROM place p WHERE p.queued
    UNION ALL
    SELECT l.id, l.owner, l.extractor, false, NULL, NULL, coalesce(o.places, 0)
               + row_number() OVER (PARTITION BY l.owner ORDER BY l.came, l.id), l.came
    FROM line l LEFT JOIN (
        SELECT owner, max(slot) AS places FROM place GROUP BY owner) o USING (owner);
END;

-- Guarantees: the order in which the jobs that haven't started get their first turns, from 1: as
-- kb.line_up has it.
CREATE OR REPLACE FUNCTION kb.queue_positions() RETURNS TABLE (job_id uuid, queue_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$
    SELECT l.job_id, row_number() OVER (
        ORDER BY l.is_admitted DESC, l.delivery_rank DESC, l.delivered_at, l.slot, l.came, l.job_id)
    FROM kb.line_up() l
$$;

-- Guarantees: of a job that the caller would submit to this project now, what would stand between it and
-- its start, as kb.queue_place tells it of one that is there; and how many jobs would start before it.
-- No row when the project isn't the caller's to see.
CREATE FUNCTION kb.queue_place_of_new(
    the_project uuid, the_priority text, extractors text[],
    default_limit integer, default_organization_limit integer
) RETURNS TABLE (
    user_limit integer, user_active integer, organization_limit integer, organization_active integer,
    places jsonb, line jsonb, ahead bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    the_user uuid := nullif(current_setting('educe.user_id', true), '')::uuid;
    head_start interval := kb.head_start(the_user);
    its_came timestamptz := kb.came_at(the_priority, now() - head_start);
BEGIN
    SELECT coalesce(o.max_running_jobs, default_organization_limit),
           (SELECT count(*) FROM kb.extraction_jobs j WHERE j.organization_id = o.id
              AND j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL)
    INTO organization_limit, organization_active
    FROM kb.projects p JOIN kb.organizations o ON o.id = p.organization_id
    WHERE p.id = the_project AND p.id = ANY (kb.visible_projects());
    IF NOT FOUND THEN
        RETURN;
    END IF;
    user_limit := kb.limit_of_user(the_user, default_limit);
    SELECT count(*), coalesce(jsonb_agg(jsonb_build_array(
            array_position(extractors, j.extractor), date_part('epoch', now() - j.started_at),
            j.total_items, j.processed_items - j.resumed_items, j.total_items - j.processed_items)), '[]')
    INTO user_active, places FROM kb.extraction_jobs j
    WHERE j.created_by = the_user AND j.status IN ('pending', 'running') AND j.admitted_at IS NOT NULL;
    WITH line_up AS MATERIALIZED (SELECT * FROM kb.line_up()), before AS (
        SELECT l.extractor, count(*) AS jobs FROM line_up l
        WHERE l.owner = the_user AND NOT l.is_admitted AND l.came <= its_came GROUP BY l.extractor
    )
    SELECT coalesce((SELECT jsonb_agg(
               jsonb_build_array(array_position(extractors, b.extractor), b.jobs)) FROM before b), '[]'),
           CASE WHEN user_active < user_limit AND organization_active < organization_limit IS NOT FALSE
               THEN (SELECT count(*) FROM line_up l WHERE l.is_admitted AND l.delivery_rank
                         >= kb.delivery_priority(the_priority, head_start, user_active + 1))
               ELSE (SELECT count(*) FROM line_up l WHERE l.is_admitted OR (l.slot, l.came)
                         < (user_active + 1 + (SELECT coalesce(sum(b.jobs), 0) FROM before b), its_came))
           END
    INTO line, ahead;
    RETURN NEXT;
END $$;

-- Guarantees: of the last 30 jobs of this extractor that workers completed at the first attempt: how many
-- items and files they had, their files' bytes (told from the first 100 of them), and how many seconds
-- ago they started and ended. Numbers only, of all tenants.
CREATE FUNCTION kb.recent_sizes(the_extractor text) RETURNS TABLE (
    items integer, files bigint, bytes double precision,
    started_ago double precision, ended_ago double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.total_items, n.files, (n.files * s.mean)::double precision,
           date_part('epoch', now() - r.started_at), date_part('epoch', now() - r.completed_at)
    FROM (
        SELECT j.id, j.total_items, j.started_at, j.completed_at FROM kb.extraction_jobs j
        WHERE j.status = 'completed' AND j.extractor = the_extractor AND j.runner = 'worker'
          AND j.started_at IS NOT NULL AND j.attempt = 1
        ORDER BY j.completed_at DESC LIMIT 30
    ) r, LATERAL (
        SELECT max(f.position) + 1::bigint AS files FROM kb.job_files f WHERE f.job_id = r.id
    ) n, LATERAL (
        SELECT avg(b.size) AS mean FROM kb.files b WHERE b.id IN (
            SELECT f.file_id FROM kb.job_files f WHERE f.job_id = r.id AND f.position < 100)
    ) s
    WHERE n.files > 0 AND s.mean IS NOT NULL
$$;

-- plots

-- How long jobs waited ('wait') and took ('run') in each hour: how many fall into each bucket. Bucket b
-- holds the times of 2^(b/4) to 2^((b+1)/4) milliseconds. Kept for as long as a history may be asked for.
CREATE TABLE kb.job_times (
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    hour timestamptz NOT NULL,
    extractor text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('wait', 'run')),
    bucket smallint NOT NULL CHECK (bucket >= 0),
    jobs bigint NOT NULL,
    PRIMARY KEY (project_id, hour, extractor, measure, bucket)
);
CREATE INDEX job_times_hour_idx ON kb.job_times (hour);
ALTER TABLE kb.job_times ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_projects ON kb.job_times FOR SELECT TO educe_api
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.job_times TO educe_system USING (true) WITH CHECK (true);
GRANT SELECT ON kb.job_times TO educe_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.job_times TO educe_system;

-- Guarantees: the times that a change tells of, in buckets: of a start how long the job had waited, of an
-- end how long it took, if it had started and wasn't cancelled.
CREATE FUNCTION kb.times_of(was text, now text, timed integer, waited_ms bigint, duration_ms bigint)
RETURNS TABLE (measure text, bucket smallint)
LANGUAGE sql IMMUTABLE BEGIN ATOMIC
    SELECT time.measure, floor(4 * log(2.0, greatest(time.ms, 1)))::smallint
    FROM (VALUES ('wait', waited_ms, was = 'pending' AND now = 'running'),
                 ('run', duration_ms, timed > 0 AND now IN ('completed', 'failed')))
        time (measure, ms, is_told)
    WHERE time.is_told;
END;

-- Guarantees: folds at most `most` lines into the counters, each line once. Only one at a time does
-- it; the others return 0.
CREATE OR REPLACE FUNCTION kb.fold_job_changes(most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    folded integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('educe.fold_job_changes')) THEN
        RETURN 0;
    END IF;
    WITH taken AS MATERIALIZED (
        DELETE FROM kb.job_changes c
        WHERE c.id IN (SELECT n.id FROM kb.job_changes n ORDER BY n.id LIMIT most)
        RETURNING c.*
    ), counted AS (
        INSERT INTO kb.job_statistics AS s
        SELECT t.project_id, t.day, t.extractor, t.source_type, s.status, sum(s.jobs),
               sum(s.share * t.timed_jobs), sum(s.share * t.duration_ms), sum(s.share * t.objects)
        FROM taken t, kb.sides(t.was, t.status) s
        GROUP BY t.project_id, t.day, t.extractor, t.source_type, s.status
        ON CONFLICT (project_id, day, extractor, source_type, status) DO UPDATE SET
            jobs = s.jobs + excluded.jobs, timed_jobs = s.timed_jobs + excluded.timed_jobs,
            duration_ms = s.duration_ms + excluded.duration_ms, objects = s.objects + excluded.objects
    ), typed AS (
        INSERT INTO kb.job_types AS s
        SELECT t.project_id, u.type, sum(u.jobs)
        FROM taken t, kb.named(t.types, t.types_before) u GROUP BY t.project_id, u.type
        ON CONFLICT (project_id, type) DO UPDATE SET jobs = s.jobs + excluded.jobs
    ), remembered AS (
        INSERT INTO kb.job_history AS s
        SELECT t.project_id, date_trunc('hour', t.at, 'UTC'), t.extractor, t.status, count(*),
               sum(t.waited_ms), sum(greatest(t.duration_ms, 0)), sum(t.items), sum(t.failed_items)
        FROM taken t WHERE t.was IS DISTINCT FROM t.status AND t.status IS NOT NULL
        GROUP BY t.project_id, date_trunc('hour', t.at, 'UTC'), t.extractor, t.status
        ON CONFLICT (project_id, hour, extractor, status) DO UPDATE SET
            jobs = s.jobs + excluded.jobs, waited_ms = s.waited_ms + excluded.waited_ms,
            duration_ms = s.duration_ms + excluded.duration_ms, items = s.items + excluded.items,
            failed_items = s.failed_items + excluded.failed_items
    ), measured AS (
        INSERT INTO kb.job_times AS s
        SELECT t.project_id, date_trunc('hour', t.at, 'UTC'), t.extractor, m.measure, m.bucket, count(*)
        FROM taken t, kb.times_of(t.was, t.status, t.timed_jobs, t.waited_ms, t.duration_ms) m
        GROUP BY t.project_id, date_trunc('hour', t.at, 'UTC'), t.extractor, m.measure, m.bucket
        ON CONFLICT (project_id, hour, extractor, measure, bucket) DO UPDATE SET jobs = s.jobs + excluded.jobs
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM kb.job_times s WHERE s.ctid IN (
        SELECT o.ctid FROM kb.job_times o WHERE o.hour < now() - interval '93 days' LIMIT 1000);
    RETURN folded;
END $$;

-- Guarantees: the times of the projects that the caller may see, hour by hour, up to the last commit.
CREATE FUNCTION kb.hourly_times() RETURNS TABLE (
    project_id uuid, hour timestamptz, extractor text, measure text, bucket smallint, jobs bigint)
LANGUAGE sql STABLE BEGIN ATOMIC
    SELECT s.project_id, s.hour, s.extractor, s.measure, s.bucket, s.jobs FROM kb.job_times s
    UNION ALL
    SELECT c.project_id, date_trunc('hour', c.at, 'UTC'), c.extractor, m.measure, m.bucket, 1
    FROM kb.job_changes c, kb.times_of(c.was, c.status, c.timed_jobs, c.waited_ms, c.duration_ms) m;
END;

-- Guarantees: for administrators, what happened in the whole installation, hour by hour.
CREATE FUNCTION kb.hourly_jobs_of_all(since timestamptz, until timestamptz) RETURNS TABLE (
    hour timestamptz, extractor text, status text, jobs bigint, waited_ms bigint, duration_ms bigint,
    items bigint, failed_items bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.hour, h.extractor, h.status, sum(h.jobs)::bigint, sum(h.waited_ms)::bigint,
           sum(h.duration_ms)::bigint, sum(h.items)::bigint, sum(h.failed_items)::bigint
    FROM kb.hourly_jobs() h WHERE h.hour >= since AND h.hour < until AND kb.is_admin()
    GROUP BY h.hour, h.extractor, h.status
$$;

-- Guarantees: the same of times.
CREATE FUNCTION kb.hourly_times_of_all(since timestamptz, until timestamptz) RETURNS TABLE (
    hour timestamptz, extractor text, measure text, bucket smallint, jobs bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT h.hour, h.extractor, h.measure, h.bucket, sum(h.jobs)::bigint
    FROM kb.hourly_times() h WHERE h.hour >= since AND h.hour < until AND kb.is_admin()
    GROUP BY h.hour, h.extractor, h.measure, h.bucket
$$;

-- How full the queue was, looked at about once a minute; of no tenant.
CREATE TABLE kb.queue_samples (
    at timestamptz PRIMARY KEY, -- a whole minute
    waiting integer NOT NULL, -- that could have started
    running integer NOT NULL,
    oldest_seconds double precision, -- how long the longest had waited; null: none waited
    workers integer NOT NULL,
    slots integer NOT NULL -- of workers that weren't paused
);
GRANT SELECT, INSERT, DELETE ON kb.queue_samples TO educe_system;

-- Guarantees: there is one sample for this minute, whoever asks and however many do; those that are too
-- old to be asked for go. A worker whose last beat is older than `lease` doesn't count.
CREATE FUNCTION kb.sample_queue(lease interval) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    minute timestamptz := date_trunc('minute', now());
BEGIN
    IF EXISTS (SELECT FROM kb.queue_samples s WHERE s.at = minute) THEN
        RETURN;
    END IF;
    INSERT INTO kb.queue_samples (at, waiting, running, oldest_seconds, workers, slots)
    SELECT minute, j.waiting, j.running, j.oldest, f.workers, f.slots
    FROM kb.fleet(lease) f, (
        SELECT count(*) FILTER (WHERE a.status = 'pending' AND a.run_at <= now()) AS waiting,
               count(*) FILTER (WHERE a.status = 'running') AS running,
               date_part('epoch', now() - min(greatest(a.queued_at, a.run_at)) FILTER (
                   WHERE a.status = 'pending' AND a.run_at <= now())) AS oldest
        FROM kb.extraction_jobs a WHERE a.status IN ('pending', 'running') AND a.runner = 'worker') j
    ON CONFLICT (at) DO NOTHING;
    DELETE FROM kb.queue_samples s WHERE s.at < minute - interval '93 days';
END $$;

-- Guarantees: for administrators, the samples in steps of an hour or a day (UTC), means and the most.
CREATE FUNCTION kb.sampled_queue(since timestamptz, until timestamptz, step text) RETURNS TABLE (
    at timestamptz, waiting double precision, waiting_most integer, running double precision,
    running_most integer, oldest_seconds double precision, workers integer, slots integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT date_trunc(step, s.at, 'UTC'), avg(s.waiting)::double precision, max(s.waiting),
           avg(s.running)::double precision, max(s.running), max(s.oldest_seconds), max(s.workers),
           max(s.slots)
    FROM kb.queue_samples s WHERE s.at >= since AND s.at < until AND kb.is_admin()
    GROUP BY 1 ORDER BY 1
$$;

GRANT SELECT ON kb.job_files, kb.files TO educe_system;
REVOKE ALL ON FUNCTION
    kb.names_of_users(uuid[]), kb.line_up(), kb.recent_sizes(text),
    kb.queue_place_of_new(uuid, text, text[], integer, integer),
    kb.times_of(text, text, integer, bigint, bigint), kb.hourly_times(),
    kb.hourly_jobs_of_all(timestamptz, timestamptz), kb.hourly_times_of_all(timestamptz, timestamptz),
    kb.sample_queue(interval), kb.sampled_queue(timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.line_up() TO educe_system;
GRANT EXECUTE ON FUNCTION kb.times_of(text, text, integer, bigint, bigint), kb.hourly_times()
    TO educe_api, educe_system;
GRANT EXECUTE ON FUNCTION
    kb.names_of_users(uuid[]), kb.recent_sizes(text),
    kb.queue_place_of_new(uuid, text, text[], integer, integer),
    kb.hourly_jobs_of_all(timestamptz, timestamptz), kb.hourly_times_of_all(timestamptz, timestamptz),
    kb.sample_queue(interval), kb.sampled_queue(timestamptz, timestamptz, text)
    TO educe_api, educe_system;

GRANT CREATE ON SCHEMA kb TO educe_system;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOREACH f IN ARRAY ARRAY[
        'kb.names_of_users(uuid[])', 'kb.recent_sizes(text)', 'kb.queue_positions()',
        'kb.queue_place_of_new(uuid, text, text[], integer, integer)', 'kb.fold_job_changes(integer)',
        'kb.hourly_jobs_of_all(timestamptz, timestamptz)',
        'kb.hourly_times_of_all(timestamptz, timestamptz)', 'kb.sample_queue(interval)',
        'kb.sampled_queue(timestamptz, timestamptz, text)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO educe_system', f);
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
