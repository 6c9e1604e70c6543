-- What the roles may do. Whatever isn't named here they may not.

GRANT USAGE ON SCHEMA kb TO educe_api, educe_worker, educe_system;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA kb FROM PUBLIC;

GRANT SELECT ON ALL TABLES IN SCHEMA kb TO educe_api;
GRANT INSERT, DELETE ON kb.projects TO educe_api;
GRANT UPDATE (name, kind) ON kb.projects TO educe_api; -- not its organization: none moves to another's
GRANT INSERT, UPDATE, DELETE ON kb.documents, kb.files, kb.file_texts,
    kb.extraction_jobs, kb.job_files, kb.job_events, kb.objects, kb.relationships,
    kb.evidence, kb.graphs, kb.credentials TO educe_api;
GRANT UPDATE ON kb.job_items TO educe_api; -- a retry sets failed items back

GRANT SELECT ON kb.projects, kb.documents, kb.files, kb.file_texts, kb.extraction_jobs, kb.job_files,
    kb.job_items, kb.job_events, kb.job_artifacts, kb.graphs, kb.mentions, kb.objects,
    kb.relationships, kb.evidence, kb.workers TO educe_worker;
GRANT INSERT, UPDATE, DELETE ON kb.file_texts, kb.job_items, kb.job_artifacts, kb.graphs, kb.mentions,
    kb.objects, kb.relationships, kb.evidence TO educe_worker;
GRANT INSERT ON kb.job_events, kb.workers TO educe_worker;
GRANT UPDATE ON kb.extraction_jobs TO educe_worker;

GRANT SELECT, INSERT, UPDATE ON kb.organizations, kb.users, kb.members, kb.projects,
    kb.project_members, kb.credentials, kb.workers, kb.extraction_jobs, kb.job_items, kb.job_events
    TO educe_system;

GRANT EXECUTE ON FUNCTION kb.visible_projects(), kb.visible_organizations(),
    kb.add_event(uuid, text, text, jsonb), kb.delivery_priority(text, timestamptz, bigint),
    kb.admit(uuid, integer), kb.confirm_cancel(uuid)
    TO educe_api, educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION kb.user_of_secret(text, bytea) TO educe_api;
GRANT EXECUTE ON FUNCTION
    kb.take_job(uuid, uuid, uuid, interval),
    kb.store_plan(uuid, uuid, uuid, text[], jsonb[], text, integer, interval),
    kb.claim_items(uuid, uuid, uuid, integer, interval),
    kb.hand_back(uuid, uuid, integer[]),
    kb.checkpoint(uuid, uuid, uuid, integer[], text[], jsonb[], jsonb[], double precision[], text, interval, boolean),
    kb.end_job(uuid, uuid, text, text, jsonb, jsonb, text[], uuid[], integer),
    kb.postpone_stage(uuid, uuid, double precision, text, jsonb),
    kb.fail_job(uuid, uuid, text, jsonb),
    kb.send_round(uuid),
    kb.release(uuid, text, integer, text),
    kb.beat(uuid, bigint, uuid[]),
    kb.bury_worker(uuid, text),
    kb.sweep(interval),
    kb.wanted_deliveries(),
    kb.waiting_owners()
    TO educe_worker, educe_system;

-- an owner must be able to create in the schema while it is made one
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.visible_projects() OWNER TO educe_system;
ALTER FUNCTION kb.visible_organizations() OWNER TO educe_system;
ALTER FUNCTION kb.user_of_secret(text, bytea) OWNER TO educe_system;
ALTER FUNCTION kb.admit(uuid, integer) OWNER TO educe_system;
ALTER FUNCTION kb.take_job(uuid, uuid, uuid, interval) OWNER TO educe_system;
ALTER FUNCTION kb.claim_items(uuid, uuid, uuid, integer, interval) OWNER TO educe_system;
ALTER FUNCTION kb.send_round(uuid) OWNER TO educe_system;
ALTER FUNCTION kb.release(uuid, text, integer, text) OWNER TO educe_system;
ALTER FUNCTION kb.confirm_cancel(uuid) OWNER TO educe_system;
ALTER FUNCTION kb.beat(uuid, bigint, uuid[]) OWNER TO educe_system;
ALTER FUNCTION kb.bury_worker(uuid, text) OWNER TO educe_system;
ALTER FUNCTION kb.sweep(interval) OWNER TO educe_system;
ALTER FUNCTION kb.wanted_deliveries() OWNER TO educe_system;
ALTER FUNCTION kb.waiting_owners() OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
