-- What a worker does with a job, as before: now it heeds pauses, and the job says who had it last.

-- Guarantees: turns a delivery into work, or into nothing. Starts an admitted job; when its plan or
-- its finish is due and free, claims that stage with the token. `stage` is null when there is nothing
-- to do, or it is paused. Sees across tenants, because a delivery names only a job.
CREATE OR REPLACE FUNCTION kb.take_job(the_job uuid, the_worker uuid, the_token uuid, hold interval)
RETURNS TABLE (project_id uuid, stage text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    job kb.extraction_jobs;
    due text;
    worker_name text;
BEGIN
    SELECT * INTO job FROM kb.extraction_jobs j WHERE j.id = the_job FOR NO KEY UPDATE;
    IF NOT FOUND OR job.admitted_at IS NULL OR job.status NOT IN ('pending', 'running')
        OR job.cancel_requested_at IS NOT NULL OR job.run_at > now()
        OR kb.is_paused(job.extractor) THEN
        RETURN;
    END IF;
    SELECT w.name INTO worker_name FROM kb.workers w
    WHERE w.id = the_worker AND w.ended_at IS NULL AND w.paused_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    due := CASE WHEN job.planned_at IS NULL THEN 'plan'
                WHEN job.processed_items = job.total_items THEN 'finish'
                ELSE 'extract' END;
    IF due <> 'extract' AND job.stage_token <> the_token THEN
        RETURN; -- somebody else is at it
    END IF;
    UPDATE kb.extraction_jobs j SET
        status = 'running',
        last_worker = worker_name,
        progress_message = CASE WHEN due = 'plan' THEN 'Looking at the sources…'
                                WHEN job.status = 'pending' THEN 'Going on from the last checkpoint…'
                                ELSE j.progress_message END,
        stage_worker = CASE WHEN due <> 'extract' THEN the_worker END,
        stage_token = CASE WHEN due <> 'extract' THEN the_token END,
        stage_deadline = CASE WHEN due <> 'extract' THEN now() + hold END,
        event_seq = j.event_seq + (job.status = 'pending')::integer
    WHERE j.id = the_job AND (due <> 'extract' OR j.status = 'pending'
        OR j.last_worker IS DISTINCT FROM worker_name);
    IF job.status = 'pending' THEN
        INSERT INTO kb.job_events (job_id, seq, project_id, kind, message)
        VALUES (the_job, job.event_seq + 1, job.project_id, 'started', CASE job.attempt
            WHEN 1 THEN 'Started' ELSE 'Started, attempt ' || job.attempt END);
    END IF;
    RETURN QUERY SELECT job.project_id, due;
END $$;

-- Guarantees: makes these items the job's plan, all or none of them, and claims the first, unless the
-- job is to be cancelled or is paused; no row when the claim on the stage was lost. Returns the
-- claimed items' numbers.
CREATE OR REPLACE FUNCTION kb.store_plan(
    the_job uuid, the_worker uuid, the_token uuid, labels text[], payloads jsonb[],
    message text, claim integer, hold interval
) RETURNS TABLE (stored integer, claimed integer[])
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    total integer := cardinality(labels);
    most integer;
    project uuid;
BEGIN
    UPDATE kb.extraction_jobs j SET
        planned_at = now(), total_items = total, progress = 5, progress_message = message,
        stage_failures = 0, stage_crashes = 0,
        -- nothing to extract: whoever planned goes on to finish
        stage_worker = CASE WHEN total = 0 THEN j.stage_worker END,
        stage_token = CASE WHEN total = 0 THEN j.stage_token END,
        stage_deadline = CASE WHEN total = 0 THEN j.stage_deadline END
    WHERE j.id = the_job AND j.stage_token = the_token AND j.status = 'running'
      AND j.planned_at IS NULL
    RETURNING j.project_id, CASE WHEN j.cancel_requested_at IS NULL AND NOT kb.is_paused(j.extractor)
        THEN least(total, claim) ELSE 0 END INTO project, most;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO kb.job_items (job_id, seq, project_id, label, payload,
                              status, worker_id, token, deadline, started_at)
    SELECT the_job, i.n, project, i.label, i.payload,
           CASE WHEN mine THEN 'running' ELSE 'pending' END,
           CASE WHEN mine THEN the_worker END, CASE WHEN mine THEN the_token END,
           CASE WHEN mine THEN now() + hold END, CASE WHEN mine THEN now() END
    FROM unnest(labels, payloads) WITH ORDINALITY AS i (label, payload, n), LATERAL (SELECT i.n <= most AS mine) m;
    RETURN QUERY SELECT total, ARRAY(SELECT generate_series(1, most));
END $$;

-- Guarantees: up to `most` pending items of a running job belong to this token until `hold` has
-- passed; nobody else gets them; none while something is paused. An item that was in hand at a crash is handed out alone: to a token
-- that holds nothing, which then gets nothing more.
CREATE OR REPLACE FUNCTION kb.claim_items(the_job uuid, the_worker uuid, the_token uuid, most integer, hold interval)
RETURNS SETOF integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    job record;
    held record;
    chosen integer[];
BEGIN
    SELECT j.status, j.cancel_requested_at, kb.is_paused(j.extractor) AS paused INTO job FROM kb.extraction_jobs j WHERE j.id = the_job;
    IF job.status IS DISTINCT FROM 'running' OR job.cancel_requested_at IS NOT NULL OR job.paused
        OR NOT EXISTS (
            SELECT FROM kb.workers w
            WHERE w.id = the_worker AND w.ended_at IS NULL AND w.paused_at IS NULL) THEN
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
    UPDATE kb.job_items i SET status = 'running', worker_id = the_worker, token = the_token,
        deadline = now() + hold, started_at = now()
    WHERE i.job_id = the_job AND i.seq = ANY (chosen)
    RETURNING i.seq;
END $$;

-- Guarantees: writes the outcomes of items, their counters and at most one progress event, together;
-- only for items that the token still holds. outcome: 'succeeded', 'failed' (for good) or 'again'
-- (a transient error: pending until due). `durable`: results that were dear to get survive a power
-- cut from here on; others are at the latest durable when the job ends. `complete` is true for exactly one caller in an attempt:
-- the one whose items were the last; it then holds the job's finish.
CREATE OR REPLACE FUNCTION kb.checkpoint(
    the_job uuid, the_worker uuid, the_token uuid,
    seqs integer[], outcomes text[], results jsonb[], errors jsonb[], delays double precision[],
    message text, hold interval, durable boolean
) RETURNS TABLE (written integer, complete boolean, cancelling boolean, successful integer, failed integer)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    good integer;
    bad integer;
    again integer;
    failures jsonb;
    job record;
BEGIN
    PERFORM set_config('synchronous_commit', CASE WHEN durable THEN 'on' ELSE 'off' END, true);
    WITH outcome AS (
        SELECT * FROM unnest(seqs, outcomes, results, errors, delays)
            AS o (seq, outcome, result, error, delay)
    ), done AS (
        UPDATE kb.job_items i SET
            status = CASE o.outcome WHEN 'again' THEN 'pending' ELSE o.outcome END,
            result = o.result, error = o.error,
            attempts = least(i.attempts + (o.outcome <> 'succeeded')::integer, 32767),
            due_at = CASE o.outcome WHEN 'again' THEN now() + make_interval(secs => o.delay)
                                    ELSE i.due_at END,
            worker_id = CASE o.outcome WHEN 'again' THEN NULL ELSE i.worker_id END,
            token = NULL, deadline = NULL, ended_at = now()
        FROM outcome o
        WHERE i.job_id = the_job AND i.seq = o.seq AND i.token = the_token AND i.status = 'running'
        RETURNING i.seq, i.label, o.outcome, o.error, o.delay
    )
    SELECT count(*) FILTER (WHERE d.outcome = 'succeeded'),
           count(*) FILTER (WHERE d.outcome = 'failed'),
           count(*) FILTER (WHERE d.outcome = 'again'),
           jsonb_agg(jsonb_build_object('seq', d.seq, 'label', d.label, 'error', d.error - 'trace',
                                        'retry_in', CASE d.outcome WHEN 'again' THEN d.delay END)
                     ORDER BY d.seq) FILTER (WHERE d.outcome <> 'succeeded')
    INTO good, bad, again, failures FROM done d;
    written := good + bad + again;

    UPDATE kb.extraction_jobs j SET
        processed_items = j.processed_items + good + bad,
        successful_items = j.successful_items + good,
        failed_items = j.failed_items + bad,
        progress = CASE WHEN j.total_items = 0 THEN j.progress ELSE
            5 + (85::bigint * (j.processed_items + good + bad)) / j.total_items END,
        progress_message = CASE WHEN j.processed_items + good + bad = j.total_items
            THEN 'Putting the results together…' ELSE coalesce(message, j.progress_message) END,
        extracted_at = CASE WHEN j.processed_items + good + bad = j.total_items
            THEN clock_timestamp() END,
        -- whose items were the last has the finish, unless the job was asked to cancel; a program
        -- outside keeps its claim as it is
        stage_worker = CASE WHEN j.processed_items + good + bad = j.total_items
            AND j.cancel_requested_at IS NULL THEN the_worker END,
        stage_token = CASE WHEN j.runner = 'external' THEN j.stage_token
            WHEN j.processed_items + good + bad = j.total_items
            AND j.cancel_requested_at IS NULL THEN the_token END,
        stage_deadline = CASE WHEN j.runner = 'external' THEN j.stage_deadline
            WHEN j.processed_items + good + bad = j.total_items
            AND j.cancel_requested_at IS NULL THEN now() + hold END
    WHERE j.id = the_job AND j.status = 'running' AND written > 0
    RETURNING j.processed_items = j.total_items AND j.cancel_requested_at IS NULL AS complete,
              j.cancel_requested_at IS NOT NULL AS cancelling,
              j.processed_items, j.total_items, j.progress, j.progress_message,
              j.successful_items, j.failed_items,
              j.progress_event_at < clock_timestamp() - interval '500 milliseconds' AS due
    INTO job;
    IF NOT FOUND THEN
        -- nothing of ours was left, or the job has ended: nothing may be counted
        IF written > 0 THEN
            RAISE EXCEPTION 'job % ended while items were in hand', the_job USING ERRCODE = '40001';
        END IF;
        RETURN QUERY SELECT 0, false, true, 0, 0;
        RETURN;
    END IF;
    IF failures IS NOT NULL THEN
        PERFORM kb.add_event(the_job, 'item_failed', f ->> 'label' || ': ' || (f #>> '{error,message}'), f)
        FROM jsonb_array_elements(failures) AS f;
    END IF;
    IF job.due AND NOT job.complete THEN
        UPDATE kb.extraction_jobs SET progress_event_at = clock_timestamp() WHERE id = the_job;
        PERFORM kb.add_event(the_job, 'progress', job.progress_message, jsonb_build_object(
            'progress', job.progress, 'processed_items', job.processed_items,
            'total_items', job.total_items));
    END IF;
    RETURN QUERY SELECT written, job.complete, job.cancelling, job.successful_items, job.failed_items;
END $$;

-- Guarantees: ends a job that this token holds a stage of, for good: durably, with its last event, and
-- its owner's next jobs admitted. No row when the token holds the stage no more; else one with nulls,
-- and one for each job admitted.
CREATE FUNCTION kb.end_job(
    the_job uuid, the_token uuid, the_status text, message text,
    the_summary jsonb, the_error jsonb, types text[], objects uuid[],
    user_limit integer, organization_limit integer
) RETURNS TABLE (admitted uuid, delivery_priority integer)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    job record;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    UPDATE kb.extraction_jobs j SET
        status = the_status,
        progress = CASE the_status WHEN 'completed' THEN 100 ELSE j.progress END,
        progress_message = message,
        summary = the_summary,
        error_message = CASE the_status WHEN 'failed' THEN message END,
        error_details = the_error,
        discovered_types = types,
        created_objects = objects,
        event_seq = j.event_seq + 1
    WHERE j.id = the_job AND j.status = 'running' AND j.stage_token = the_token
    RETURNING j.event_seq, j.project_id, j.created_by INTO job;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO kb.job_events (job_id, seq, project_id, kind, message, data)
    VALUES (the_job, job.event_seq, job.project_id, the_status, message,
            coalesce(the_summary, the_error, '{}'));
    RETURN QUERY SELECT NULL::uuid, NULL::integer;
    RETURN QUERY SELECT a.job_id, a.delivery_priority FROM kb.admit(job.created_by, user_limit, organization_limit) a;
END $$;

-- Guarantees: an error that no item can survive ends the job now, if the token still holds one of its
-- items; whoever else works on it finds its claims gone.
CREATE OR REPLACE FUNCTION kb.fail_job(the_job uuid, the_token uuid, message text, error jsonb)
RETURNS boolean LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    worker_name text;
BEGIN
    PERFORM set_config('synchronous_commit', 'on', true);
    SELECT w.name INTO worker_name FROM (
        SELECT i.worker_id FROM kb.job_items i
        WHERE i.job_id = the_job AND i.token = the_token AND i.status = 'running' FOR NO KEY UPDATE
    ) mine JOIN kb.workers w ON w.id = mine.worker_id LIMIT 1;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE kb.job_items SET status = 'pending', worker_id = NULL, token = NULL, deadline = NULL
    WHERE job_id = the_job AND status = 'running';
    UPDATE kb.extraction_jobs SET status = 'failed', progress_message = message,
        error_message = message, error_details = error, last_worker = worker_name
    WHERE id = the_job AND status = 'running';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM kb.add_event(the_job, 'failed', message, error);
    RETURN true;
END $$;

-- Guarantees: the priority of another delivery of a running job, behind everybody's first ones however
-- long it has run; null when there is nothing left to deliver for. The sweeper waits a while after it.
CREATE OR REPLACE FUNCTION kb.send_round(the_job uuid) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE kb.extraction_jobs j SET delivered_at = clock_timestamp()
    WHERE j.id = the_job AND j.status = 'running' AND j.cancel_requested_at IS NULL
    RETURNING kb.delivery_priority(j.priority, j.queued_at - j.ranked_at, 99)
$$;

REVOKE ALL ON FUNCTION
    kb.end_job(uuid, uuid, text, text, jsonb, jsonb, text[], uuid[], integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    kb.end_job(uuid, uuid, text, text, jsonb, jsonb, text[], uuid[], integer, integer)
    TO educe_worker, educe_system;
