-- A large installation's jobs, without their work: triggers and foreign keys don't fire. bench.jobs
-- ended ones of the last year, two fifths of them in one project, and bench.waiting pending ones.
-- 50 organizations with 4 projects and 10 users each: an owner, an admin, and eight members who are
-- in two projects each. Numbers count from 0; user n and project n belong to organization n % 50.

SET session_replication_role = replica;
SELECT setseed(0.42);

CREATE TEMP TABLE the_organizations ON COMMIT DROP AS SELECT n, uuidv7() AS id FROM generate_series(0, 49) n;
CREATE TEMP TABLE the_users ON COMMIT DROP AS SELECT n, uuidv7() AS id FROM generate_series(0, 499) n;
CREATE TEMP TABLE the_projects ON COMMIT DROP AS SELECT n, uuidv7() AS id FROM generate_series(0, 199) n;

INSERT INTO kb.organizations (id, name) SELECT id, 'Organization ' || n FROM the_organizations;
INSERT INTO kb.users (id, email, name) SELECT id, 'user-' || n || '@example.org', 'User ' || n FROM the_users;
INSERT INTO kb.members (organization_id, user_id, role)
SELECT o.id, u.id, CASE u.n / 50 WHEN 0 THEN 'owner' WHEN 1 THEN 'admin' ELSE 'member' END
FROM the_users u JOIN the_organizations o ON o.n = u.n % 50;
INSERT INTO kb.projects (id, organization_id, name)
SELECT p.id, o.id, 'Project ' || p.n FROM the_projects p JOIN the_organizations o ON o.n = p.n % 50;
INSERT INTO kb.project_members (project_id, user_id)
SELECT p.id, u.id FROM the_users u, generate_series(0, 1) second
JOIN the_projects p ON true
WHERE u.n >= 100 AND p.n = u.n % 50 + 50 * ((u.n / 50 + second) % 4);

-- projects by chance, the lower numbers more often; users of the project's organization
CREATE TEMP TABLE the_jobs ON COMMIT DROP AS
SELECT d.i, d.ended, d.project_n, d.project_n % 50 + 50 * (10 * random() - 0.5)::integer AS user_n,
       CASE WHEN d.ended
            THEN now() - interval '1 year' * (current_setting('bench.jobs')::float - d.i + 1)
                 / current_setting('bench.jobs')::float
            ELSE now() - interval '1 hour' * random() END AS created_at,
       random() AS luck, random() AS kind, random() AS source
FROM (
    SELECT i, true AS ended, CASE WHEN random() < 0.4 THEN 0 ELSE (199 * random() ^ 2)::integer END AS project_n
    FROM generate_series(1, current_setting('bench.jobs')::integer) i
    UNION ALL
    SELECT i, false, 0 FROM generate_series(1, current_setting('bench.waiting')::integer) i
) d;
-- everybody waits for as many, in a project of their own organization
UPDATE the_jobs SET user_n = i % 500, project_n = i % 500 % 50 + 50 * (i / 500 % 4) WHERE NOT ended;
UPDATE the_jobs SET user_n = project_n % 50 WHERE user_n > 499 OR user_n < 0;

DO $$ -- indexes are made faster than kept
DECLARE
    made text;
    definitions text[];
BEGIN
    SELECT array_agg(pg_get_indexdef(x.indexrelid)) INTO definitions
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
    WHERE x.indrelid = 'kb.extraction_jobs'::regclass AND NOT x.indisunique;
    EXECUTE (SELECT string_agg(format('DROP INDEX %s', x.indexrelid::regclass), '; ')
             FROM pg_index x WHERE x.indrelid = 'kb.extraction_jobs'::regclass AND NOT x.indisunique);

    INSERT INTO kb.extraction_jobs (
        id, organization_id, project_id, extractor, source_type, source_id, source_metadata,
        extraction_config, priority, status, total_items, processed_items, successful_items,
        failed_items, progress, progress_message, discovered_types, created_objects, summary,
        error_message, created_by, created_at, started_at, completed_at, updated_at, run_at,
        queued_at, ranked_at, planned_at, event_seq)
    SELECT uuidv7(j.created_at - now()), o.id, p.id,
        CASE WHEN j.kind < 0.6 THEN 'concepts' WHEN j.kind < 0.85 THEN 'objects'
             WHEN j.kind < 0.999 THEN 'newsletters' ELSE 'scripted' END,
        CASE WHEN j.source < 0.7 THEN 'document' WHEN j.source < 0.9 THEN 'api'
             WHEN j.source < 0.97 THEN 'bulk_import' ELSE 'manual' END,
        'source-' || (j.source * 100000)::integer,
        jsonb_build_object('name', 'Lecture ' || j.i || '.pdf', 'pages', (40 * j.source)::integer),
        '{"language": "en", "max_concepts": 300, "relations": ["requires", "part_of"], "prompt": null}',
        CASE WHEN j.source < 0.05 THEN 'urgent' WHEN j.source > 0.8 THEN 'low' ELSE 'normal' END,
        e.status, CASE WHEN j.ended THEN 20 ELSE 0 END, e.good + e.bad, e.good, e.bad,
        CASE e.status WHEN 'completed' THEN 100 ELSE 5 * (e.good + e.bad) END,
        CASE e.status WHEN 'completed' THEN '57 concepts, 81 relations' WHEN 'pending' THEN 'Waiting for its turn'
             ELSE 'Stopped' END,
        CASE e.status WHEN 'completed' THEN ARRAY['concept', 'type ' || (30 * j.kind)::integer] ELSE '{}' END,
        '{}', CASE e.status WHEN 'completed' THEN '{"message": "57 concepts", "counts": {"concepts": 57}}'::jsonb END,
        CASE e.status WHEN 'failed' THEN 'The password is wrong. Change it in the settings and retry.' END,
        u.id, j.created_at,
        CASE WHEN j.ended THEN j.created_at + interval '2 seconds' END,
        CASE WHEN j.ended THEN j.created_at + interval '2 seconds' + interval '5 minutes' * j.luck END,
        j.created_at, j.created_at, j.created_at, j.created_at,
        CASE WHEN j.ended THEN j.created_at + interval '3 seconds' END, 5
    FROM the_jobs j JOIN the_projects p ON p.n = j.project_n
    JOIN the_organizations o ON o.n = p.n % 50 JOIN the_users u ON u.n = j.user_n,
    LATERAL (SELECT
        CASE WHEN NOT j.ended THEN 'pending' WHEN j.luck < 0.86 THEN 'completed'
             WHEN j.luck < 0.95 THEN 'failed' ELSE 'cancelled' END AS status,
        CASE WHEN NOT j.ended THEN 0 WHEN j.luck < 0.84 THEN 20 WHEN j.luck < 0.86 THEN 18 ELSE 7 END AS good,
        CASE WHEN j.ended AND j.luck BETWEEN 0.84 AND 0.86 THEN 2 ELSE 0 END AS bad) e
    ORDER BY j.created_at;

    FOREACH made IN ARRAY definitions LOOP
        EXECUTE made;
    END LOOP;
END $$;

-- one file each; it was deleted since
INSERT INTO kb.job_files (job_id, position, project_id, file_name)
SELECT id, 0, project_id, source_metadata ->> 'name' FROM kb.extraction_jobs;

-- the counters, as the triggers would have left them
INSERT INTO kb.job_statistics
SELECT j.project_id, (j.created_at AT TIME ZONE 'UTC')::date, j.extractor, j.source_type, j.status,
       count(*), count(j.completed_at), coalesce(sum(1000 * extract(epoch FROM j.completed_at - j.started_at))::bigint, 0), 0
FROM kb.extraction_jobs j GROUP BY 1, 2, 3, 4, 5;
INSERT INTO kb.job_types
SELECT j.project_id, t, count(*) FROM kb.extraction_jobs j, unnest(j.discovered_types) t GROUP BY 1, 2;
INSERT INTO kb.job_history
SELECT j.project_id, date_trunc('hour', j.completed_at, 'UTC'), j.extractor, j.status, count(*), 0,
       sum(1000 * extract(epoch FROM j.completed_at - j.started_at))::bigint, sum(j.processed_items), sum(j.failed_items)
FROM kb.extraction_jobs j WHERE j.completed_at IS NOT NULL GROUP BY 1, 2, 3, 4;

RESET session_replication_role;
