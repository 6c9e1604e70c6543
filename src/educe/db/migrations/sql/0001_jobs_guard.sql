-- The database defends a job's life: see docs/state-machine.md for the picture.

-- Guarantees: a job starts as pending; status moves only along the arrows; an ended job changes
-- only by a retry (same id, next attempt); the four times are set here and nowhere else.
CREATE FUNCTION kb.guard_extraction_job() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a job starts as pending, not as %', NEW.status
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;

    IF OLD.status = NEW.status THEN
        IF OLD.status IN ('completed', 'failed', 'cancelled') AND (
            (OLD.attempt, OLD.total_items, OLD.processed_items, OLD.successful_items,
             OLD.failed_items, OLD.summary, OLD.error_message, OLD.started_at, OLD.completed_at)
            IS DISTINCT FROM
            (NEW.attempt, NEW.total_items, NEW.processed_items, NEW.successful_items,
             NEW.failed_items, NEW.summary, NEW.error_message, NEW.started_at, NEW.completed_at)
        ) THEN
            RAISE EXCEPTION 'job % has ended as %: it changes only by a retry', OLD.id, OLD.status
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;

    IF OLD.status = 'pending' AND NEW.status = 'running' THEN
        NEW.started_at := clock_timestamp();
    ELSIF (OLD.status = 'running' AND NEW.status IN ('completed', 'failed', 'cancelled'))
        OR (OLD.status = 'pending' AND NEW.status = 'cancelled') THEN
        NEW.completed_at := clock_timestamp();
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
