-- The database defends a job's life: see docs/state-machine.md for the picture.

-- Guarantees: a job starts as pending; status moves only along the arrows; an ended job changes
-- only by a retry (same id, next attempt), though its history goes on and people and workers that it
-- names may go; it stays in its project; started_at, completed_at and updated_at are set here and
-- nowhere else, and are in order even when the server's clock was set back.
CREATE FUNCTION kb.guard_extraction_job() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    free constant text[] := ARRAY['updated_at', 'event_seq', 'progress_event_at', 'created_by',
                                  'cancel_requested_by', 'stage_worker'];
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

CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON kb.extraction_jobs
    FOR EACH ROW EXECUTE FUNCTION kb.guard_extraction_job();
