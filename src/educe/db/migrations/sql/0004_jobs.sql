-- What the items of a job count and keep.

ALTER TABLE kb.extraction_jobs
    -- of what its results counted, the sums by name
    ADD COLUMN counts jsonb NOT NULL DEFAULT '{}',
    -- the steps that its extractor tells of, as they were when the job was submitted
    ADD COLUMN declared_steps jsonb NOT NULL DEFAULT '[]';

-- which item kept it, before the job's end; null: the finish wrote it
ALTER TABLE kb.job_artifacts ADD COLUMN item_seq integer;

-- Guarantees: the sums by name of an array of objects of numbers.
CREATE FUNCTION kb.sum_of_counts(several jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(s.name, s.total), '{}') FROM (
        SELECT c.key AS name, sum(c.value::numeric) AS total
        FROM jsonb_array_elements(several) AS one, jsonb_each_text(one) AS c GROUP BY c.key) s;
END;

-- Guarantees: makes these items the job's plan, all or none of them, and claims the first, unless the
-- job is to be cancelled or is paused; no row when the claim on the stage was lost. What items of an
-- earlier plan counted and kept is forgotten. Returns the claimed items' numbers.
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
        planned_at = now(), total_items = total, counts = '{}', progress = 5, progress_message = message,
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
    DELETE FROM kb.job_artifacts a WHERE a.job_id = the_job AND a.item_seq IS NOT NULL;
    INSERT INTO kb.job_items (job_id, seq, project_id, label, payload,
                              status, worker_id, token, deadline, started_at)
    SELECT the_job, i.n, project, i.label, i.payload,
           CASE WHEN mine THEN 'running' ELSE 'pending' END,
           CASE WHEN mine THEN the_worker END, CASE WHEN mine THEN the_token END,
           CASE WHEN mine THEN now() + hold END, CASE WHEN mine THEN now() END
    FROM unnest(labels, payloads) WITH ORDINALITY AS i (label, payload, n), LATERAL (SELECT i.n <= most AS mine) m;
    RETURN QUERY SELECT total, ARRAY(SELECT generate_series(1, most));
END $$;

DROP FUNCTION kb.checkpoint(
    uuid, uuid, uuid, integer[], text[], jsonb[], jsonb[], double precision[], text, interval, boolean);

-- Guarantees: writes the outcomes of items, their counters, what they counted and at most one progress
-- event, together;
-- only for items that the token still holds. outcome: 'succeeded', 'failed' (for good) or 'again'
-- (a transient error: pending until due). `durable`: results that were dear to get survive a power
-- cut from here on; others are at the latest durable when the job ends. `complete` is true for exactly one
-- caller in an attempt: the one whose items were the last; it then holds the job's finish.
CREATE FUNCTION kb.checkpoint(
    the_job uuid, the_worker uuid, the_token uuid,
    seqs integer[], outcomes text[], results jsonb[], errors jsonb[], delays double precision[],
    message text, hold interval, durable boolean, counted jsonb[] DEFAULT NULL
) RETURNS TABLE (written integer, complete boolean, cancelling boolean, successful integer, failed integer)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    good integer;
    bad integer;
    again integer;
    failures jsonb;
    added jsonb;
    job record;
BEGIN
    PERFORM set_config('synchronous_commit', CASE WHEN durable THEN 'on' ELSE 'off' END, true);
    WITH outcome AS (
        SELECT * FROM unnest(seqs, outcomes, results, errors, delays, counted)
            AS o (seq, outcome, result, error, delay, counts)
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
        RETURNING i.seq, i.label, o.outcome, o.error, o.delay, o.counts
    )
    SELECT count(*) FILTER (WHERE d.outcome = 'succeeded'),
           count(*) FILTER (WHERE d.outcome = 'failed'),
           count(*) FILTER (WHERE d.outcome = 'again'),
           jsonb_agg(jsonb_build_object('seq', d.seq, 'label', d.label, 'error', d.error - 'trace',
                                        'retry_in', CASE d.outcome WHEN 'again' THEN d.delay END)
                     ORDER BY d.seq) FILTER (WHERE d.outcome <> 'succeeded'),
           jsonb_agg(d.counts) FILTER (WHERE d.outcome = 'succeeded' AND d.counts IS NOT NULL)
    INTO good, bad, again, failures, added FROM done d;
    written := good + bad + again;

    UPDATE kb.extraction_jobs j SET
        processed_items = j.processed_items + good + bad,
        successful_items = j.successful_items + good,
        failed_items = j.failed_items + bad,
        counts = CASE WHEN added IS NULL THEN j.counts
            ELSE kb.sum_of_counts(added || j.counts) END,
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
              j.successful_items, j.failed_items, j.counts,
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
            'total_items', job.total_items)
            || CASE job.counts WHEN '{}' THEN '{}' ELSE jsonb_build_object('counts', job.counts) END);
    END IF;
    RETURN QUERY SELECT written, job.complete, job.cancelling, job.successful_items, job.failed_items;
END $$;

REVOKE ALL ON FUNCTION kb.sum_of_counts(jsonb), kb.checkpoint(
    uuid, uuid, uuid, integer[], text[], jsonb[], jsonb[], double precision[], text, interval, boolean,
    jsonb[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.sum_of_counts(jsonb) TO educe_api, educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.checkpoint(
    uuid, uuid, uuid, integer[], text[], jsonb[], jsonb[], double precision[], text, interval, boolean,
    jsonb[]) TO educe_api, educe_worker, educe_system;
