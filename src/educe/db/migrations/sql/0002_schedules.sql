-- Schedules: jobs that start by themselves, once or by a cron. API processes start them, each in the
-- name of whoever the schedule belongs to.

CREATE TABLE kb.schedules (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES kb.organizations ON DELETE CASCADE,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    cron text,
    at timestamptz,
    timezone text NOT NULL DEFAULT 'UTC',
    extractor text NOT NULL,
    extraction_config jsonb NOT NULL DEFAULT '{}',
    file_ids uuid[], -- null: the latest version of every file at that moment
    priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('urgent', 'normal', 'low')),
    catch_up text NOT NULL DEFAULT 'once' CHECK (catch_up IN ('skip', 'once', 'all')),
    next_at timestamptz, -- the first moment that hasn't been fired; null: nothing is to come
    last_fired_at timestamptz, -- the last moment that a job was started for
    paused_at timestamptz,
    paused_reason text, -- null: somebody paused it
    last_error text, -- why its last moment came to nothing, or not to all
    created_by uuid REFERENCES kb.users ON DELETE SET NULL, -- whose name its jobs run in
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schedules_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT schedules_cron_or_at CHECK (num_nonnulls(cron, at) = 1),
    CONSTRAINT schedules_reason_of_pause CHECK (paused_reason IS NULL OR paused_at IS NOT NULL)
);
CREATE INDEX schedules_organization_id_idx ON kb.schedules (organization_id);
CREATE INDEX schedules_project_id_idx ON kb.schedules (project_id, id DESC);
CREATE INDEX schedules_due_idx ON kb.schedules (next_at)
    WHERE paused_at IS NULL AND next_at IS NOT NULL;

ALTER TABLE kb.extraction_jobs
    ADD COLUMN schedule_id uuid, -- the schedule that started it
    ADD COLUMN fire_at timestamptz; -- for which moment; null: somebody ran it between its times
ALTER TABLE kb.extraction_jobs ADD CONSTRAINT extraction_jobs_schedule_id_fkey
    FOREIGN KEY (schedule_id, project_id) REFERENCES kb.schedules (id, project_id)
    ON DELETE SET NULL (schedule_id);
-- never two jobs for one moment
CREATE UNIQUE INDEX extraction_jobs_schedule_moment_key ON kb.extraction_jobs (schedule_id, fire_at)
    WHERE schedule_id IS NOT NULL;
CREATE INDEX extraction_jobs_schedule_idx ON kb.extraction_jobs (schedule_id, created_at DESC)
    WHERE schedule_id IS NOT NULL;

-- Guarantees: the schedules that are due now or within this time, soonest first, with whose they are
-- and in how many seconds. Of tenants' data it tells nothing else.
CREATE FUNCTION kb.due_schedules(ahead interval)
RETURNS TABLE (schedule_id uuid, owner uuid, due_in double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.id, s.created_by, extract(epoch FROM s.next_at - now())::double precision
    FROM kb.schedules s
    WHERE s.paused_at IS NULL AND s.next_at IS NOT NULL AND s.next_at <= now() + ahead
    ORDER BY s.next_at, s.id LIMIT 100
$$;

-- Guarantees: a schedule that is due and whose owner is gone, disabled or has no access to its project
-- any more is paused, with the reason, and the answer is true. Others it leaves as they are.
CREATE FUNCTION kb.stop_orphaned_schedule(the_schedule uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    why text;
BEGIN
    SELECT CASE
        WHEN u.id IS NULL THEN 'The account that it ran for was removed.'
        WHEN u.disabled_at IS NOT NULL THEN 'The account that it ran for is disabled.'
        ELSE 'The account that it ran for has no access to the project any more.' END
    INTO why
    FROM kb.schedules s
    JOIN kb.projects p ON p.id = s.project_id
    LEFT JOIN kb.users u ON u.id = s.created_by
    WHERE s.id = the_schedule AND (u.id IS NULL OR u.disabled_at IS NOT NULL OR NOT (
        EXISTS (SELECT FROM kb.members m WHERE m.organization_id = p.organization_id
                AND m.user_id = u.id AND m.role IN ('owner', 'admin'))
        OR EXISTS (SELECT FROM kb.project_members pm
                   WHERE pm.project_id = p.id AND pm.user_id = u.id)));
    IF why IS NULL THEN
        RETURN false;
    END IF;
    UPDATE kb.schedules SET paused_at = now(),
        paused_reason = why || ' Resume it, and it runs for you.'
    WHERE id = the_schedule AND paused_at IS NULL AND next_at <= now();
    RETURN FOUND;
END $$;

ALTER TABLE kb.schedules ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_projects ON kb.schedules TO educe_api, educe_worker
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))
    WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.schedules TO educe_system USING (true) WITH CHECK (true);
CREATE POLICY of_its_projects_organization ON kb.schedules AS RESTRICTIVE FOR INSERT
    TO educe_api WITH CHECK (organization_id = (
        SELECT p.organization_id FROM kb.projects p WHERE p.id = schedules.project_id));

GRANT SELECT, INSERT, UPDATE, DELETE ON kb.schedules TO educe_api;
GRANT SELECT, UPDATE ON kb.schedules TO educe_system;

REVOKE ALL ON FUNCTION kb.due_schedules(interval), kb.stop_orphaned_schedule(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.due_schedules(interval), kb.stop_orphaned_schedule(uuid) TO educe_api;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.due_schedules(interval) OWNER TO educe_system;
ALTER FUNCTION kb.stop_orphaned_schedule(uuid) OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
