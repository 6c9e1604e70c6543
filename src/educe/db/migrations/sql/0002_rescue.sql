-- What happens when a process, a worker, a program outside or a delivery goes missing; and stopping
-- by force what doesn't answer.

-- Guarantees: whatever this token holds is free again, charged by the reason:
--   'handed_back'  a deploy or a cancel: nothing is charged
--   'lost'         the whole worker is gone: counted apart; after two losses an item runs alone, after
--                  ten it has failed
--   'crashed'      the process died under the item: when it was alone in hand a crash is charged, and the
--                  third one is its last; when several were in hand they run again one by one
--   'timed_out'    as 'crashed', but charged as an attempt: `most_attempts` of them and it has failed
-- Returns the job, whether it ended by this, and its owner (for admission).
CREATE OR REPLACE FUNCTION kb.release(the_token uuid, reason text, most_attempts integer, detail text)
RETURNS TABLE (job_id uuid, ended boolean, owner uuid, delivery_priority integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    held integer[];
    held_job uuid;
    holder uuid;
    dead integer := 0;
    verdict text;
    stage_held boolean;
    job kb.extraction_jobs;
BEGIN
    SELECT array_agg(i.seq), (array_agg(i.job_id))[1], (array_agg(i.worker_id))[1]
    INTO held, held_job, holder FROM (
        SELECT it.seq, it.job_id, it.worker_id FROM kb.job_items it
        WHERE it.token = the_token AND it.status = 'running'
        ORDER BY it.seq FOR NO KEY UPDATE
    ) i;
    IF held_job IS NULL THEN
        SELECT j.id INTO held_job FROM kb.extraction_jobs j
        WHERE j.stage_token = the_token AND j.status = 'running';
    END IF;
    IF held_job IS NULL THEN
        RETURN;
    END IF;

    WITH charged AS (
        UPDATE kb.job_items i SET
            attempts = i.attempts + (reason = 'timed_out' AND cardinality(held) = 1)::integer,
            crashes = i.crashes + (reason = 'crashed' AND cardinality(held) = 1)::integer,
            losses = i.losses + (reason = 'lost')::integer,
            suspect = i.suspect OR reason IN ('crashed', 'timed_out')
                OR (reason = 'lost' AND i.losses >= 1),
            status = 'pending', worker_id = NULL, token = NULL, deadline = NULL
        WHERE i.job_id = held_job AND i.seq = ANY (held)
        RETURNING i.seq, i.label, i.attempts, i.crashes, i.losses
    ), hopeless AS (
        SELECT c.seq, c.label, CASE
            WHEN c.crashes >= 3 THEN 'It crashed its process three times and is left out: ' || detail
            WHEN c.losses >= 10 THEN 'Ten workers were lost while they worked on it; it is left out.'
            ELSE detail END AS why
        FROM charged c
        WHERE (reason = 'crashed' AND c.crashes >= 3)
           OR (reason = 'lost' AND c.losses >= 10 AND cardinality(held) = 1)
           OR (reason = 'timed_out' AND c.attempts >= most_attempts AND cardinality(held) = 1)
    )
    SELECT count(*), min(h.label || ': ' || h.why) INTO dead, verdict FROM hopeless h;
    IF dead > 0 THEN
        -- a row can't be updated twice in one statement; `dead` is one only when one was in hand
        UPDATE kb.job_items i SET status = 'failed', ended_at = now(),
            error = jsonb_build_object('kind', reason, 'message', verdict)
        WHERE i.job_id = held_job AND i.seq = ANY (held);
    END IF;

    SELECT * INTO job FROM kb.extraction_jobs j WHERE j.id = held_job FOR NO KEY UPDATE;
    stage_held := job.stage_token IS NOT DISTINCT FROM the_token;
    IF held IS NULL AND NOT stage_held THEN
        RETURN; -- somebody else has released it meanwhile
    END IF;
    UPDATE kb.extraction_jobs j SET
        failed_items = j.failed_items + dead, processed_items = j.processed_items + dead,
        extracted_at = CASE WHEN dead > 0 AND j.processed_items + dead = j.total_items
            THEN clock_timestamp() ELSE j.extracted_at END,
        last_worker = coalesce((SELECT w.name FROM kb.workers w
            WHERE w.id = CASE WHEN stage_held THEN j.stage_worker ELSE holder END), j.last_worker),
        stage_crashes = j.stage_crashes + (stage_held AND reason IN ('crashed', 'timed_out'))::integer,
        stage_worker = CASE WHEN NOT stage_held THEN j.stage_worker END,
        stage_token = CASE WHEN NOT stage_held THEN j.stage_token END,
        stage_deadline = CASE WHEN NOT stage_held THEN j.stage_deadline END
    WHERE j.id = held_job AND j.status = 'running' RETURNING * INTO job;
    IF NOT FOUND THEN
        RETURN;
    END IF;

    IF dead > 0 THEN
        PERFORM kb.add_event(held_job, 'item_failed', verdict, jsonb_build_object(
            'seq', held[1], 'error', jsonb_build_object('kind', reason, 'message', verdict)));
    ELSIF reason <> 'handed_back' THEN
        PERFORM kb.add_event(held_job, 'recovered', CASE
            WHEN job.runner = 'external' THEN 'Nothing was heard of '
                || coalesce(job.last_worker, 'the program that had it')
                || ' in time: its claim has passed, and its items are free again'
            ELSE CASE reason
            WHEN 'lost' THEN 'Recovered after a crash: a worker was lost, its work goes on from the last checkpoint'
            WHEN 'timed_out' THEN 'Something took too long and was stopped; it is tried again'
            ELSE 'Recovered after a crash of an extractor process; what it had in hand runs again one by one'
            END END, jsonb_build_object('reason', reason, 'items', coalesce(cardinality(held), 0), 'detail', detail));
    END IF;
    IF job.stage_crashes >= 3 AND stage_held AND reason <> 'lost' THEN
        verdict := CASE WHEN job.planned_at IS NULL THEN 'Looking at the sources'
                        ELSE 'Putting the results together' END
            || ' crashed three times: ' || detail;
        UPDATE kb.extraction_jobs j SET status = 'failed', error_message = verdict,
            progress_message = verdict,
            error_details = jsonb_build_object('kind', reason, 'message', detail)
        WHERE j.id = held_job;
        PERFORM kb.add_event(held_job, 'failed', verdict, '{}');
        RETURN QUERY SELECT held_job, true, job.created_by, 0;
        RETURN;
    END IF;
    IF job.runner = 'worker' THEN -- nothing is delivered to programs outside
        RETURN QUERY SELECT held_job, false, job.created_by,
            kb.delivery_priority(job.priority, job.ranked_at, 50);
    END IF;
END $$;

DROP FUNCTION kb.beat(uuid, bigint, uuid[]);

-- Guarantees: the worker is known to be alive until the next beat is overdue. `alive` is false when it
-- was given up meanwhile: it must drop all its work and register anew. `paused`: it takes no more work until resumed. Of its jobs, `cancel` lists
-- those that were asked to cancel and `ended` those that somebody else has ended.
CREATE FUNCTION kb.beat(the_worker uuid, memory bigint, jobs uuid[])
RETURNS TABLE (alive boolean, paused boolean, cancel uuid[], ended uuid[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_paused boolean;
BEGIN
    UPDATE kb.workers w SET beat_at = clock_timestamp(), memory_bytes = memory
    WHERE w.id = the_worker AND w.ended_at IS NULL RETURNING w.paused_at IS NOT NULL INTO is_paused;
    RETURN QUERY SELECT FOUND, coalesce(is_paused, false), ARRAY(
        SELECT j.id FROM kb.extraction_jobs j
        WHERE j.id = ANY (jobs) AND j.status = 'running' AND j.cancel_requested_at IS NOT NULL
    ), ARRAY(
        SELECT j.id FROM kb.extraction_jobs j
        WHERE j.id = ANY (jobs) AND j.status IN ('completed', 'failed', 'cancelled'));
END $$;

-- Guarantees: what no living worker holds is nobody's: workers whose beat is older than `lease` are
-- given up, claims past their deadline are released, cancels without work left are confirmed. Only
-- one sweeper at a time does it; for the others it returns nothing.
CREATE OR REPLACE FUNCTION kb.sweep(lease interval)
RETURNS TABLE (job_id uuid, ended boolean, owner uuid, delivery_priority integer)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone uuid;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('educe.sweep')) THEN
        RETURN;
    END IF;
    FOR gone IN
        SELECT w.id FROM kb.workers w
        WHERE w.ended_at IS NULL AND w.beat_at < clock_timestamp() - lease
        FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        RETURN QUERY SELECT b.* FROM kb.bury_worker(gone, 'lost') b;
    END LOOP;
    FOR gone IN
        SELECT i.token FROM kb.job_items i WHERE i.status = 'running' AND (
            i.deadline < now()
            OR i.worker_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM kb.workers w WHERE w.id = i.worker_id AND w.ended_at IS NULL))
        UNION
        SELECT j.stage_token FROM kb.extraction_jobs j
        WHERE j.status = 'running' AND j.stage_token IS NOT NULL AND (
            j.stage_deadline < now()
            OR j.runner = 'worker' AND NOT EXISTS (
                SELECT FROM kb.workers w WHERE w.id = j.stage_worker AND w.ended_at IS NULL))
    LOOP
        RETURN QUERY SELECT r.* FROM kb.release(gone, 'lost', 3, 'its time was over') r;
    END LOOP;
    RETURN QUERY
    SELECT j.id, true, c, 0 FROM kb.extraction_jobs j, LATERAL kb.confirm_cancel(j.id) c
    WHERE j.status = 'running' AND j.cancel_requested_at IS NOT NULL;
END $$;

-- Guarantees: the job is cancelled now, whoever works on it: what they hold is taken from them, so
-- that nothing they still do is written. Returns its owner (for admission); nothing when the caller
-- can't see the job or it isn't running.
CREATE FUNCTION kb.force_stop(the_job uuid) RETURNS SETOF uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    the_owner uuid;
BEGIN
    PERFORM FROM kb.extraction_jobs j
    WHERE j.id = the_job AND j.project_id = ANY (kb.visible_projects()) AND j.status = 'running';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE kb.job_items i SET status = 'pending', worker_id = NULL, token = NULL, deadline = NULL
    WHERE i.job_id = the_job AND i.status = 'running';
    UPDATE kb.extraction_jobs j SET status = 'cancelled', progress_message = 'Stopped by force',
        cancel_requested_at = coalesce(j.cancel_requested_at, now())
    WHERE j.id = the_job AND j.status = 'running' RETURNING j.created_by INTO the_owner;
    IF FOUND THEN
        PERFORM kb.add_event(the_job, 'cancelled',
            'Stopped by force. What was finished is kept for a retry.');
        RETURN NEXT the_owner;
    END IF;
END $$;

REVOKE ALL ON FUNCTION kb.beat(uuid, bigint, uuid[]), kb.force_stop(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.beat(uuid, bigint, uuid[]) TO educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.force_stop(uuid) TO educe_api, educe_system;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.beat(uuid, bigint, uuid[]) OWNER TO educe_system;
ALTER FUNCTION kb.force_stop(uuid) OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
