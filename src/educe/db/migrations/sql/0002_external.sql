-- Jobs that programs outside do. A program claims such a job for a while (stage_token, stage_deadline)
-- and writes only under that claim; one that is not heard of in time loses it. Order of locks, as
-- everywhere: items, job.

GRANT INSERT ON kb.job_items TO educe_api; -- a program outside brings its plan through the API
GRANT EXECUTE ON FUNCTION kb.checkpoint(uuid, uuid, uuid, integer[], text[], jsonb[], jsonb[],
    double precision[], text, interval, boolean) TO educe_api;

-- Guarantees: what a claim on this external job still holds after its lease has passed is free again,
-- charged and told as a loss. Of a job that the caller can't see it takes no notice.
CREATE FUNCTION kb.free_lapsed_claim(the_job uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid;
BEGIN
    FOR gone IN
        -- in one statement: another program may claim the job at the same time
        WITH job AS (
            SELECT j.stage_token, coalesce(j.stage_deadline > clock_timestamp(), false) AS live
            FROM kb.extraction_jobs j
            WHERE j.id = the_job AND j.runner = 'external' AND j.status = 'running'
              AND j.project_id = ANY (kb.visible_projects())
        )
        SELECT job.stage_token FROM job WHERE job.stage_token IS NOT NULL AND NOT job.live
        UNION
        -- items that were claimed in the very moment in which their claim was lost
        SELECT i.token FROM job JOIN kb.job_items i ON i.job_id = the_job
        WHERE i.status = 'running' AND NOT (job.live AND i.token = job.stage_token)
    LOOP
        PERFORM kb.release(gone, 'lost', 3, 'its lease has passed');
    END LOOP;
END $$;

-- Guarantees: at most one program holds the job, until its lease has passed or it gives it back.
-- Starts a pending job. Returns until when it is held; null when it can't be claimed now.
CREATE FUNCTION kb.claim_job(the_job uuid, the_token uuid, program text, lease interval)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    job kb.extraction_jobs;
    held_until timestamptz;
BEGIN
    PERFORM kb.free_lapsed_claim(the_job);
    SELECT * INTO job FROM kb.extraction_jobs j
    WHERE j.id = the_job AND j.runner = 'external' AND j.status IN ('pending', 'running')
      AND j.stage_token IS NULL AND j.cancel_requested_at IS NULL AND j.run_at <= now()
    FOR NO KEY UPDATE;
    IF NOT FOUND OR kb.is_paused(job.extractor) OR NOT kb.is_ready(the_job) THEN
        RETURN NULL;
    END IF;
    UPDATE kb.extraction_jobs j SET
        status = 'running', last_worker = program,
        stage_token = the_token, stage_deadline = clock_timestamp() + lease,
        progress_message = CASE job.status WHEN 'pending' THEN 'Started by ' || program
                                           ELSE j.progress_message END
    WHERE j.id = the_job RETURNING j.stage_deadline INTO held_until;
    PERFORM CASE job.status
        WHEN 'pending' THEN kb.add_event(the_job, 'started', 'Started by ' || program
            || CASE job.attempt WHEN 1 THEN '' ELSE ', attempt ' || job.attempt END)
        ELSE kb.add_event(the_job, 'claimed', program || ' goes on with it') END;
    RETURN held_until;
END $$;

-- Guarantees: the claim and what it holds last on; no row when it was lost.
CREATE FUNCTION kb.renew_claim(the_job uuid, the_token uuid, lease interval)
RETURNS TABLE (lease_until timestamptz, cancelling boolean)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held_until constant timestamptz := clock_timestamp() + lease;
BEGIN
    UPDATE kb.job_items i SET deadline = held_until
    WHERE i.job_id = the_job AND i.token = the_token AND i.status = 'running';
    RETURN QUERY
    UPDATE kb.extraction_jobs j SET stage_deadline = held_until
    WHERE j.id = the_job AND j.runner = 'external' AND j.status = 'running'
      AND j.stage_token = the_token AND j.stage_deadline > clock_timestamp()
    RETURNING j.stage_deadline, j.cancel_requested_at IS NOT NULL;
END $$;

-- Guarantees: the claim is given up, and what it holds is pending again, uncharged. False when it was
-- lost before.
CREATE FUNCTION kb.give_back_claim(the_job uuid, the_token uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE kb.job_items i SET status = 'pending', token = NULL, deadline = NULL
    WHERE i.job_id = the_job AND i.token = the_token AND i.status = 'running';
    UPDATE kb.extraction_jobs j SET stage_token = NULL, stage_deadline = NULL
    WHERE j.id = the_job AND j.runner = 'external' AND j.status = 'running'
      AND j.stage_token = the_token AND j.stage_deadline > clock_timestamp();
    RETURN FOUND;
END $$;

-- Guarantees: up to `most` pending items belong to the job's claim for as long as that lasts. An item
-- that was lost twice is handed out alone: to a claim that holds nothing, which then gets nothing more.
-- None when the job is to be cancelled, or paused.
CREATE FUNCTION kb.claim_external_items(the_job uuid, the_token uuid, most integer)
RETURNS TABLE (seq integer, label text, payload jsonb, attempts smallint)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held_until timestamptz;
    held record;
    chosen integer[];
BEGIN
    SELECT j.stage_deadline INTO held_until FROM kb.extraction_jobs j
    WHERE j.id = the_job AND j.runner = 'external' AND j.status = 'running'
      AND j.stage_token = the_token AND j.stage_deadline > clock_timestamp()
      AND j.cancel_requested_at IS NULL AND NOT kb.is_paused(j.extractor);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*) > 0 AS something, coalesce(bool_or(i.suspect), false) AS a_suspect INTO held
    FROM kb.job_items i WHERE i.token = the_token AND i.status = 'running';
    IF held.a_suspect THEN
        RETURN;
    END IF;
    SELECT array_agg(c.seq) INTO chosen FROM (
        SELECT i.seq FROM kb.job_items i
        WHERE i.job_id = the_job AND i.status = 'pending' AND i.due_at <= now() AND NOT i.suspect
        ORDER BY i.seq LIMIT most FOR NO KEY UPDATE SKIP LOCKED
    ) c;
    IF chosen IS NULL AND NOT held.something THEN
        SELECT array_agg(c.seq) INTO chosen FROM (
            SELECT i.seq FROM kb.job_items i
            WHERE i.job_id = the_job AND i.status = 'pending' AND i.due_at <= now() AND i.suspect
            ORDER BY i.seq LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
        ) c;
    END IF;
    RETURN QUERY
    WITH claimed AS (
        UPDATE kb.job_items i SET status = 'running', token = the_token, deadline = held_until,
            started_at = now()
        WHERE i.job_id = the_job AND i.seq = ANY (chosen)
        RETURNING i.seq, i.label, i.payload, i.attempts
    )
    SELECT * FROM claimed c ORDER BY c.seq;
END $$;

REVOKE ALL ON FUNCTION kb.free_lapsed_claim(uuid), kb.claim_job(uuid, uuid, text, interval),
    kb.renew_claim(uuid, uuid, interval), kb.give_back_claim(uuid, uuid),
    kb.claim_external_items(uuid, uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.free_lapsed_claim(uuid) TO educe_api, educe_system;
GRANT EXECUTE ON FUNCTION kb.claim_job(uuid, uuid, text, interval),
    kb.renew_claim(uuid, uuid, interval), kb.give_back_claim(uuid, uuid),
    kb.claim_external_items(uuid, uuid, integer) TO educe_api;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.free_lapsed_claim(uuid) OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
