-- What a job waits for, who runs it, what it was made from, and what its earlier attempts came to.

-- Guarantees: whether this session's user administers the installation.
CREATE FUNCTION kb.is_admin() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM kb.users u
        WHERE u.id = nullif(current_setting('educe.user_id', true), '')::uuid
          AND u.is_admin AND u.disabled_at IS NULL)
$$;

-- A plan is what an account has subscribed to.
CREATE TABLE kb.plans (
    name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    title text NOT NULL CHECK (title <> ''),
    -- its users' jobs are ranked as if they had waited so much longer already
    head_start_minutes smallint NOT NULL DEFAULT 0 CHECK (head_start_minutes BETWEEN 0 AND 300),
    max_running_jobs integer CHECK (max_running_jobs > 0), -- null: the setting's default
    created_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE kb.users ADD COLUMN plan text REFERENCES kb.plans ON UPDATE CASCADE ON DELETE SET NULL;

-- What is paused goes on only when somebody resumes it. name: which extractor; '' for the whole queue.
CREATE TABLE kb.pauses (
    kind text NOT NULL CHECK (kind IN ('queue', 'extractor')),
    name text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    paused_by uuid REFERENCES kb.users ON DELETE SET NULL,
    paused_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, name),
    CONSTRAINT pauses_name_of_kind CHECK ((kind = 'queue') = (name = ''))
);

ALTER TABLE kb.workers
    ADD COLUMN paused_at timestamptz, -- asked to take no more work
    ADD COLUMN paused_by uuid REFERENCES kb.users ON DELETE SET NULL;

ALTER TABLE kb.extraction_jobs
    -- 'external': a program outside does the work and reports it; no worker is ever sent to it
    ADD COLUMN runner text NOT NULL DEFAULT 'worker' CHECK (runner IN ('worker', 'external')),
    ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now(), -- when it was submitted or retried
    ADD COLUMN ranked_at timestamptz NOT NULL DEFAULT now(), -- the same, less its plan's head start
    ADD COLUMN extracted_at timestamptz, -- when the last item of this attempt was done
    ADD COLUMN resumed_items integer NOT NULL DEFAULT 0 CHECK (resumed_items >= 0),
    ADD COLUMN last_worker text, -- the name of the worker that had it last
    ADD COLUMN retried_from uuid; -- the job that this is a new version of
ALTER TABLE kb.extraction_jobs ADD CONSTRAINT extraction_jobs_retried_from_fkey
    FOREIGN KEY (retried_from, project_id) REFERENCES kb.extraction_jobs (id, project_id)
    ON DELETE SET NULL (retried_from);
CREATE INDEX extraction_jobs_retried_from_idx ON kb.extraction_jobs (retried_from);

-- Guarantees: a job starts as pending; status moves only along the arrows; an ended job changes
-- only by a retry (same id, next attempt), though its history goes on and people and workers that it
-- names may go, as may a job that it is a new version of and a schedule that started it; it stays in
-- its project; started_at, completed_at and updated_at are set here and nowhere else, and are in
-- order even when the server's clock was set back.
CREATE OR REPLACE FUNCTION kb.guard_extraction_job() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free constant text[] := ARRAY['updated_at', 'event_seq', 'progress_event_at', 'created_by',
                                  'cancel_requested_by', 'stage_worker', 'retried_from',
                                  'schedule_id'];
BEGIN
    NEW.updated_at := clock_timestamp();
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a job starts as pending, not as %', NEW.status
                USING ERRCODE = 'check_violation';
        END IF;
        NEW.started_at := NULL;
        NEW.completed_at := NULL;
        RETURN NEW;
    END IF;

    IF (NEW.project_id, NEW.organization_id) <> (OLD.project_id, OLD.organization_id) THEN
        RAISE EXCEPTION 'job % can''t move to another project', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = NEW.status AND OLD.status IN ('completed', 'failed', 'cancelled')
        AND to_jsonb(OLD) - free <> to_jsonb(NEW) - free THEN
        RAISE EXCEPTION 'job % has ended as %: it changes only by a retry', OLD.id, OLD.status
            USING ERRCODE = 'check_violation';
    END IF;
    NEW.started_at := OLD.started_at;
    NEW.completed_at := OLD.completed_at;
    IF OLD.status = NEW.status THEN
        RETURN NEW;
    END IF;

    IF OLD.status = 'pending' AND NEW.status = 'running' THEN
        NEW.started_at := greatest(clock_timestamp(), NEW.created_at);
    ELSIF (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled'))
        OR (OLD.status = 'pending' AND NEW.status = 'cancelled') THEN
        NEW.completed_at := greatest(clock_timestamp(), NEW.started_at, NEW.created_at);
        NEW.stage_worker := NULL;
        NEW.stage_token := NULL;
        NEW.stage_deadline := NULL;
        NEW.admitted_at := NULL;
    ELSIF NEW.status = 'pending' AND NEW.attempt = OLD.attempt + 1 AND (
        OLD.status IN ('failed', 'cancelled')
        OR (OLD.status = 'completed' AND OLD.failed_items > 0)
    ) THEN
        NEW.started_at := NULL;
        NEW.completed_at := NULL;
    ELSE
        RAISE EXCEPTION 'a % job can''t become %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- an owner's next jobs, by class and age
CREATE INDEX extraction_jobs_waiting_idx ON kb.extraction_jobs (
    coalesce(created_by, '00000000-0000-0000-0000-000000000000'), priority, ranked_at, id)
    WHERE status = 'pending' AND admitted_at IS NULL AND runner = 'worker';
-- how long an extractor's jobs have taken of late
CREATE INDEX extraction_jobs_done_idx ON kb.extraction_jobs (extractor, completed_at DESC)
    WHERE status = 'completed';

-- A job runs only when each job that it needs has ended in the way it asks for. What can't come true
-- any more cancels it. Only jobs of one project depend on each other.
CREATE TABLE kb.job_dependencies (
    job_id uuid NOT NULL,
    needs_id uuid NOT NULL,
    project_id uuid NOT NULL,
    condition text NOT NULL DEFAULT 'success' CHECK (condition IN ('success', 'failure', 'any')),
    PRIMARY KEY (job_id, needs_id),
    CONSTRAINT job_dependencies_not_itself CHECK (job_id <> needs_id),
    CONSTRAINT job_dependencies_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE,
    CONSTRAINT job_dependencies_needs_id_fkey FOREIGN KEY (needs_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE
);
CREATE INDEX job_dependencies_needs_id_idx ON kb.job_dependencies (needs_id);

-- An attempt that has ended. The one under way is in the job's own row.
CREATE TABLE kb.job_attempts (
    job_id uuid NOT NULL,
    attempt integer NOT NULL,
    project_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('completed', 'failed', 'cancelled')),
    message text NOT NULL,
    worker text,
    started_at timestamptz,
    ended_at timestamptz NOT NULL,
    total_items integer NOT NULL,
    successful_items integer NOT NULL,
    failed_items integer NOT NULL,
    PRIMARY KEY (job_id, attempt),
    CONSTRAINT job_attempts_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE
);

-- Guarantees: whether a job that ended so (null: it hasn't) is what a dependant asked for; null while
-- that is open.
CREATE FUNCTION kb.condition_met(condition text, status text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN status IN ('pending', 'running') THEN NULL
        WHEN condition = 'any' THEN true
        ELSE status = CASE condition WHEN 'success' THEN 'completed' ELSE 'failed' END END
$$;

-- Guarantees: nothing that the job needs is missing.
CREATE FUNCTION kb.is_ready(the_job uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM kb.job_dependencies d JOIN kb.extraction_jobs n ON n.id = d.needs_id
        WHERE d.job_id = the_job AND kb.condition_met(d.condition, n.status) IS NOT TRUE)
$$;

-- Guarantees: no job needs itself, however long the way round.
CREATE FUNCTION kb.refuse_cycle() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- edges that are added at the same time could close a circle together
    PERFORM pg_advisory_xact_lock(hashtextextended('educe.needs ' || NEW.project_id, 0));
    -- what nothing needs yet closes no circle, however much it needs itself
    IF EXISTS (SELECT FROM kb.job_dependencies d WHERE d.needs_id = NEW.job_id) AND EXISTS (
        WITH RECURSIVE upstream (id) AS (
            SELECT NEW.needs_id
            UNION
            SELECT d.needs_id FROM upstream u JOIN kb.job_dependencies d ON d.job_id = u.id
        )
        SELECT FROM upstream WHERE id = NEW.job_id
    ) THEN
        RAISE EXCEPTION 'job % would need itself', NEW.job_id USING ERRCODE = 'check_violation',
            CONSTRAINT = 'job_dependencies_no_cycle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_cycle BEFORE INSERT OR UPDATE ON kb.job_dependencies
    FOR EACH ROW EXECUTE FUNCTION kb.refuse_cycle();

-- Guarantees: what waits for this job in vain is cancelled with the reason, and what waits for that,
-- in the same transaction; in rounds, because a chain can be longer than triggers can be nested.
CREATE FUNCTION kb.settle_dependants(the_job uuid, ended_as text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ended uuid[] := ARRAY[the_job];
    cancelled uuid[];
    dependant record;
    why text;
BEGIN
    WHILE ended <> '{}' LOOP
        cancelled := '{}';
        FOR dependant IN
            SELECT j.id, d.needs_id, d.condition FROM kb.job_dependencies d
            JOIN kb.extraction_jobs j ON j.id = d.job_id
            WHERE d.needs_id = ANY (ended) AND j.status = 'pending'
              AND kb.condition_met(d.condition, ended_as) = false
            ORDER BY j.id FOR NO KEY UPDATE OF j
        LOOP
            why := format('Cancelled: it can never run. It needs %s of job %s, which has %s.',
                CASE dependant.condition WHEN 'failure' THEN 'a failure' ELSE 'the success' END,
                dependant.needs_id,
                CASE ended_as WHEN 'cancelled' THEN 'been cancelled' ELSE ended_as END);
            UPDATE kb.extraction_jobs SET status = 'cancelled', progress_message = why
            WHERE id = dependant.id AND status = 'pending';
            IF FOUND THEN
                cancelled := cancelled || dependant.id;
                PERFORM kb.add_event(dependant.id, 'cancelled', why,
                    jsonb_build_object('needs', dependant.needs_id, 'condition', dependant.condition));
            END IF;
        END LOOP;
        ended := cancelled;
        ended_as := 'cancelled';
    END LOOP;
END $$;

-- Guarantees: the attempt's outcome is on record, and dependants are settled, when a job ends.
CREATE FUNCTION kb.note_job_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO kb.job_attempts (job_id, attempt, project_id, status, message, worker, started_at,
                                 ended_at, total_items, successful_items, failed_items)
    VALUES (NEW.id, NEW.attempt, NEW.project_id, NEW.status,
            coalesce(NEW.error_message, NEW.progress_message), NEW.last_worker, NEW.started_at,
            NEW.completed_at, NEW.total_items, NEW.successful_items, NEW.failed_items);
    -- what that cancels it settles itself
    IF pg_trigger_depth() = 1
        AND EXISTS (SELECT FROM kb.job_dependencies d WHERE d.needs_id = NEW.id) THEN
        PERFORM kb.settle_dependants(NEW.id, NEW.status);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_end AFTER UPDATE OF status ON kb.extraction_jobs FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('completed', 'failed', 'cancelled'))
    EXECUTE FUNCTION kb.note_job_end();

ALTER TABLE kb.job_dependencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE kb.job_attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_visible_projects ON kb.job_dependencies TO educe_api, educe_worker
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))
    WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.job_dependencies TO educe_system USING (true) WITH CHECK (true);
CREATE POLICY of_visible_projects ON kb.job_attempts TO educe_api, educe_worker
    USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))
    WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY of_the_system ON kb.job_attempts TO educe_system USING (true) WITH CHECK (true);

GRANT SELECT ON kb.plans, kb.pauses TO educe_api, educe_worker, educe_system;
GRANT SELECT, INSERT ON kb.job_dependencies TO educe_api;
GRANT SELECT ON kb.job_attempts TO educe_api;
GRANT SELECT ON kb.job_dependencies, kb.job_attempts TO educe_worker;
GRANT SELECT ON kb.job_dependencies TO educe_system;
GRANT SELECT, INSERT ON kb.job_attempts TO educe_system;
-- a retry from the start throws the plan away
GRANT DELETE ON kb.job_items TO educe_api;

REVOKE ALL ON FUNCTION kb.is_admin(), kb.condition_met(text, text), kb.is_ready(uuid), kb.refuse_cycle(),
    kb.settle_dependants(uuid, text), kb.note_job_end() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.condition_met(text, text), kb.is_ready(uuid)
    TO educe_api, educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.is_admin() TO educe_api, educe_system;
GRANT EXECUTE ON FUNCTION kb.settle_dependants(uuid, text) TO educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.is_admin() OWNER TO educe_system;
ALTER FUNCTION kb.is_ready(uuid) OWNER TO educe_system;
ALTER FUNCTION kb.refuse_cycle() OWNER TO educe_system;
ALTER FUNCTION kb.settle_dependants(uuid, text) OWNER TO educe_system;
ALTER FUNCTION kb.note_job_end() OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
