-- How long ended jobs are kept, what remains of them, and what else is cleared away.

-- What an organization decided, in days; 0: for ever; null: the installation's default.
CREATE TABLE kb.retention_rules (
    organization_id uuid PRIMARY KEY REFERENCES kb.organizations ON DELETE CASCADE,
    completed_days integer CHECK (completed_days BETWEEN 0 AND 36500),
    failed_days integer CHECK (failed_days BETWEEN 0 AND 36500),
    cancelled_days integer CHECK (cancelled_days BETWEEN 0 AND 36500)
);

-- What remains of a job whose time was over.
CREATE TABLE kb.archived_jobs (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES kb.organizations ON DELETE CASCADE,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    extractor text NOT NULL,
    source_type text NOT NULL,
    source_id text,
    source_metadata jsonb NOT NULL,
    extraction_config jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('completed', 'failed', 'cancelled')),
    attempt integer NOT NULL,
    total_items integer NOT NULL,
    successful_items integer NOT NULL,
    failed_items integer NOT NULL,
    progress_message text NOT NULL,
    summary jsonb,
    error_message text,
    discovered_types text[] NOT NULL,
    object_count integer NOT NULL,
    file_count integer NOT NULL,
    created_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    completed_at timestamptz NOT NULL,
    archived_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX archived_jobs_project_idx ON kb.archived_jobs (project_id, created_at DESC, id DESC);
CREATE INDEX archived_jobs_organization_id_idx ON kb.archived_jobs (organization_id);

-- Where the search for blobs that nothing names has come to. It belongs to no tenant.
CREATE TABLE kb.blob_collections (
    prefix text PRIMARY KEY,
    looked_at timestamptz NOT NULL, -- when the last round began
    after text, -- the next round goes on behind this name; null: from the beginning
    deleted_blobs bigint NOT NULL DEFAULT 0,
    deleted_bytes bigint NOT NULL DEFAULT 0
);

-- an organization's ended jobs by outcome, oldest first
CREATE INDEX extraction_jobs_ended_idx ON kb.extraction_jobs (organization_id, status, completed_at)
    WHERE completed_at IS NOT NULL;
-- who names this blob
CREATE INDEX job_artifacts_blob_name_idx ON kb.job_artifacts (blob_name);
-- A claim needs no row to point at: the sweeper frees what a worker that isn't there holds. With the
-- key, to forget a worker would mean to read all jobs.
ALTER TABLE kb.extraction_jobs DROP CONSTRAINT extraction_jobs_stage_worker_fkey;

-- Guarantees: whether an active job waits for this one or was made from it. It stays a function of its
-- own, so that it is looked up job by job, and never joined with all that is active.
CREATE FUNCTION kb.is_needed(the_job uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM kb.job_dependencies d JOIN kb.extraction_jobs j ON j.id = d.job_id
        WHERE d.needs_id = the_job AND j.status IN ('pending', 'running'))
    OR EXISTS (
        SELECT FROM kb.extraction_jobs j
        WHERE j.retried_from = the_job AND j.status IN ('pending', 'running'))
$$;

-- Guarantees: the ended jobs whose time is over, oldest first, with the time of their end: at most
-- `most`, and fewer when together they have more than 100 items and events for each of `most`.
CREATE FUNCTION kb.expired_jobs(
    completed_days integer, failed_days integer, cancelled_days integer, most integer)
RETURNS TABLE (job_id uuid, ended_at timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH rules AS (
        SELECT o.id AS organization_id, k.status, make_interval(days => k.days) AS kept
        FROM kb.organizations o
        LEFT JOIN kb.retention_rules r ON r.organization_id = o.id,
        LATERAL (VALUES
            ('completed', coalesce(r.completed_days, expired_jobs.completed_days)),
            ('failed', coalesce(r.failed_days, expired_jobs.failed_days)),
            ('cancelled', coalesce(r.cancelled_days, expired_jobs.cancelled_days))
        ) k (status, days)
        WHERE k.days > 0
    ), oldest AS (
        SELECT e.id, e.completed_at, e.lines FROM rules u, LATERAL (
            SELECT j.id, j.completed_at, j.total_items + j.event_seq::bigint AS lines
            FROM kb.extraction_jobs j
            WHERE j.organization_id = u.organization_id AND j.status = u.status
              AND j.completed_at < now() - u.kept AND NOT kb.is_needed(j.id)
            ORDER BY j.completed_at LIMIT most
        ) e
        ORDER BY e.completed_at, e.id LIMIT most
    ), counted AS (
        SELECT o.id, o.completed_at,
               sum(o.lines) OVER (ORDER BY o.completed_at, o.id) - o.lines AS lines_before
        FROM oldest o
    )
    SELECT c.id, c.completed_at FROM counted c WHERE c.lines_before < 100 * most
$$;

-- Guarantees: in one transaction, jobs whose time is over are in the archive and their rows are gone;
-- at most `most` of them, oldest first. One that somebody holds, has retried or needs is left. Days:
-- the defaults of the installation, 0 for ever. Returns how many, and the names of the blobs that
-- nothing names any more. Only one at a time does it; the others return 0.
CREATE FUNCTION kb.archive_jobs(
    completed_days integer, failed_days integer, cancelled_days integer, most integer)
RETURNS TABLE (archived integer, blobs text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
    expired uuid[];
BEGIN
    archived := 0;
    blobs := '{}';
    IF NOT pg_try_advisory_xact_lock(hashtext('educe.archive_jobs')) THEN
        RETURN NEXT;
        RETURN;
    END IF;
    expired := ARRAY(
        SELECT j.id FROM kb.extraction_jobs j
        JOIN kb.expired_jobs(completed_days, failed_days, cancelled_days, most) e
            ON e.job_id = j.id AND e.ended_at = j.completed_at
        ORDER BY j.id FOR UPDATE OF j SKIP LOCKED);
    -- in a new statement: from now on nobody can add a job that needs one of these
    expired := ARRAY(SELECT e.id FROM unnest(expired) e (id) WHERE NOT kb.is_needed(e.id));

    blobs := ARRAY(SELECT a.blob_name FROM kb.job_artifacts a WHERE a.job_id = ANY (expired));
    INSERT INTO kb.archived_jobs (id, organization_id, project_id, extractor, source_type, source_id,
        source_metadata, extraction_config, status, attempt, total_items, successful_items,
        failed_items, progress_message, summary, error_message, discovered_types, object_count,
        file_count, created_by, created_at, started_at, completed_at)
    SELECT j.id, j.organization_id, j.project_id, j.extractor, j.source_type, j.source_id,
        j.source_metadata, j.extraction_config, j.status, j.attempt, j.total_items,
        j.successful_items, j.failed_items, j.progress_message, j.summary, j.error_message,
        j.discovered_types, cardinality(j.created_objects),
        (SELECT count(*) FROM kb.job_files f WHERE f.job_id = j.id),
        j.created_by, j.created_at, j.started_at, j.completed_at
    FROM kb.extraction_jobs j WHERE j.id = ANY (expired);
    GET DIAGNOSTICS archived = ROW_COUNT;
    DELETE FROM kb.extraction_jobs j WHERE j.id = ANY (expired);
    RETURN NEXT;
END $$;

-- Guarantees: some thousands at most of each kind of row that nobody asks for any more are gone:
-- workers that ended a week ago, credentials that expired 30 days ago, history older than 400 days,
-- and counters of what there is no longer. Returns how many rows. Only one at a time does it; the
-- others return 0.
CREATE FUNCTION kb.forget_old_rows() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    forgotten bigint;
BEGIN
    -- what folds the counters locks them in another order
    IF NOT pg_try_advisory_xact_lock(hashtext('educe.fold_job_changes')) THEN
        RETURN 0;
    END IF;
    WITH gone_workers AS (
        DELETE FROM kb.workers w WHERE w.id IN (
            SELECT o.id FROM kb.workers o WHERE o.ended_at < now() - interval '7 days' LIMIT 5000)
        RETURNING 1
    ), gone_credentials AS (
        DELETE FROM kb.credentials c WHERE c.id IN (
            SELECT o.id FROM kb.credentials o WHERE o.expires_at < now() - interval '30 days'
            LIMIT 5000)
        RETURNING 1
    ), gone_history AS (
        DELETE FROM kb.job_history h WHERE (h.project_id, h.hour, h.extractor, h.status) IN (
            SELECT o.project_id, o.hour, o.extractor, o.status FROM kb.job_history o
            WHERE o.hour < now() - interval '400 days' ORDER BY o.hour LIMIT 5000)
        RETURNING 1
    ), gone_statistics AS (
        -- a row of zeros says the same as none
        DELETE FROM kb.job_statistics s
        WHERE (s.jobs, s.timed_jobs, s.duration_ms, s.objects) = (0, 0, 0, 0)
        RETURNING 1
    ), gone_types AS (
        DELETE FROM kb.job_types t WHERE t.jobs = 0 RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone_workers) + (SELECT count(*) FROM gone_credentials)
        + (SELECT count(*) FROM gone_history) + (SELECT count(*) FROM gone_statistics)
        + (SELECT count(*) FROM gone_types) INTO forgotten;
    RETURN forgotten;
END $$;

-- Guarantees: those of the names that no row of any tenant names as its blob. Whatever table names
-- blobs must be asked here.
CREATE FUNCTION kb.unreferenced_blobs(names text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT n.name FROM unnest(names) n (name)
    WHERE NOT EXISTS (SELECT FROM kb.files f WHERE f.blob_name = n.name)
      AND NOT EXISTS (SELECT FROM kb.job_artifacts a WHERE a.blob_name = n.name)
$$;

-- Guarantees: what each organization stores, to administrators; nothing to others. Sizes in bytes.
CREATE FUNCTION kb.storage_of_organizations() RETURNS TABLE (
    organization_id uuid, name text, files bigint, file_bytes bigint,
    artifacts bigint, artifact_bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH stored AS (
        SELECT f.project_id, 1 AS file, 0 AS artifact, f.size FROM kb.files f
        UNION ALL
        SELECT a.project_id, 0, 1, a.size FROM kb.job_artifacts a
    )
    SELECT o.id, o.name, coalesce(sum(s.file), 0),
           coalesce(sum(s.size) FILTER (WHERE s.file = 1), 0)::bigint, coalesce(sum(s.artifact), 0),
           coalesce(sum(s.size) FILTER (WHERE s.artifact = 1), 0)::bigint
    FROM kb.organizations o
    LEFT JOIN kb.projects p ON p.organization_id = o.id
    LEFT JOIN stored s ON s.project_id = p.id
    WHERE kb.is_admin()
    GROUP BY o.id
$$;

ALTER TABLE kb.retention_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb.archived_jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_own_organizations ON kb.retention_rules FOR SELECT TO educe_api
    USING (organization_id = ANY ((SELECT kb.visible_organizations())::uuid[]));
-- only who owns or administers an organization decides for it
CREATE POLICY of_managed_organizations ON kb.retention_rules TO educe_api
    USING (organization_id IN (
        SELECT m.organization_id FROM kb.members m
        WHERE m.user_id = nullif(current_setting('educe.user_id', true), '')::uuid
          AND m.role IN ('owner', 'admin')))
    WITH CHECK (organization_id IN (
        SELECT m.organization_id FROM kb.members m
        WHERE m.user_id = nullif(current_setting('educe.user_id', true), '')::uuid
          AND m.role IN ('owner', 'admin')));
CREATE POLICY of_the_system ON kb.retention_rules TO educe_system USING (true) WITH CHECK (true);
CREATE POLICY of_visible_projects ON kb.archived_jobs FOR SELECT TO educe_api
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.archived_jobs TO educe_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON kb.retention_rules TO educe_api;
GRANT SELECT ON kb.archived_jobs, kb.blob_collections TO educe_api;
GRANT SELECT, INSERT, UPDATE ON kb.blob_collections TO educe_worker;
GRANT SELECT ON kb.retention_rules, kb.files, kb.job_artifacts, kb.job_files TO educe_system;
GRANT INSERT ON kb.archived_jobs TO educe_system;
GRANT DELETE ON kb.extraction_jobs, kb.workers, kb.credentials, kb.job_history, kb.job_statistics,
    kb.job_types TO educe_system;

REVOKE ALL ON FUNCTION kb.is_needed(uuid), kb.expired_jobs(integer, integer, integer, integer),
    kb.archive_jobs(integer, integer, integer, integer), kb.forget_old_rows(),
    kb.unreferenced_blobs(text[]), kb.storage_of_organizations() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.is_needed(uuid), kb.expired_jobs(integer, integer, integer, integer)
    TO educe_system;
GRANT EXECUTE ON FUNCTION kb.archive_jobs(integer, integer, integer, integer), kb.forget_old_rows(),
    kb.unreferenced_blobs(text[]) TO educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.storage_of_organizations() TO educe_api, educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.archive_jobs(integer, integer, integer, integer) OWNER TO educe_system;
ALTER FUNCTION kb.forget_old_rows() OWNER TO educe_system;
ALTER FUNCTION kb.unreferenced_blobs(text[]) OWNER TO educe_system;
ALTER FUNCTION kb.storage_of_organizations() OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
