-- The engine's own tables: workers run deliveries; whoever admits a job defers one.
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
    procrastinate_workers, procrastinate_periodic_defers TO educe_worker;
GRANT SELECT, INSERT ON procrastinate_jobs TO educe_api;
GRANT INSERT ON procrastinate_events TO educe_api;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO educe_worker;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO educe_api;
