-- Row-level security. educe_api and educe_worker own nothing; what they see depends on the user or
-- the project that each transaction (or, in a worker's child, each piece of work) names:
--   educe.user_id     set by the API
--   educe.project_id  set by workers, honoured for them only
-- educe_system owns the few functions that must see across tenants (kb.admit, kb.claim_items, …).
-- Their search_path names pg_temp, last: left out it would come first, and a login that can create
-- temporary types could make one named `uuid` whose check runs its own code as educe_system.

-- Guarantees: the projects whose rows this session may see; one array, computed once a statement.
CREATE FUNCTION kb.visible_projects() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    the_user uuid;
BEGIN
    IF pg_has_role(session_user, 'educe_worker', 'USAGE') THEN
        RETURN ARRAY[nullif(current_setting('educe.project_id', true), '')::uuid];
    END IF;
    the_user := nullif(current_setting('educe.user_id', true), '')::uuid;
    RETURN ARRAY(
        SELECT p.id FROM kb.projects p
        JOIN kb.members m ON m.organization_id = p.organization_id
        WHERE m.user_id = the_user AND m.role IN ('owner', 'admin')
        UNION
        SELECT pm.project_id FROM kb.project_members pm WHERE pm.user_id = the_user
    );
END $$;

-- Guarantees: the organizations that this session's user is a member of.
CREATE FUNCTION kb.visible_organizations() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT m.organization_id FROM kb.members m
        WHERE m.user_id = nullif(current_setting('educe.user_id', true), '')::uuid
    )
$$;

-- Guarantees: whose secret this is; null when it is unknown, expired, used up or the user's account
-- is disabled. A one-time link is used up by asking.
CREATE FUNCTION kb.user_of_secret(wanted_kind text, wanted_hash bytea) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    credential record;
BEGIN
    SELECT c.id, c.user_id, c.used_at INTO credential
    FROM kb.credentials c JOIN kb.users u ON u.id = c.user_id
    WHERE c.secret_hash = wanted_hash AND c.kind = wanted_kind AND u.disabled_at IS NULL
      AND (c.expires_at IS NULL OR c.expires_at > now());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF wanted_kind = 'link' THEN
        UPDATE kb.credentials SET used_at = now() WHERE id = credential.id AND used_at IS NULL;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    ELSIF credential.used_at IS NULL OR credential.used_at < now() - interval '1 minute' THEN
        UPDATE kb.credentials SET used_at = now() WHERE id = credential.id;
    END IF;
    RETURN credential.user_id;
END $$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'project_members', 'documents', 'files', 'file_texts', 'extraction_jobs', 'job_files',
        'job_items', 'job_events', 'job_artifacts', 'graphs', 'mentions', 'objects',
        'relationships', 'evidence'
    ] LOOP
        EXECUTE format('ALTER TABLE kb.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY of_visible_projects ON kb.%I TO educe_api, educe_worker '
            'USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[])) '
            'WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))', t);
        EXECUTE format(
            'CREATE POLICY of_the_system ON kb.%I TO educe_system USING (true) WITH CHECK (true)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['organizations', 'users', 'members', 'projects', 'credentials'] LOOP
        EXECUTE format('ALTER TABLE kb.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY of_the_system ON kb.%I TO educe_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

CREATE POLICY own_organizations ON kb.organizations FOR SELECT TO educe_api
    USING (id = ANY ((SELECT kb.visible_organizations())::uuid[]));
CREATE POLICY fellow_members ON kb.members FOR SELECT TO educe_api
    USING (organization_id = ANY ((SELECT kb.visible_organizations())::uuid[]));
CREATE POLICY oneself ON kb.users FOR SELECT TO educe_api
    USING (id = nullif(current_setting('educe.user_id', true), '')::uuid);
CREATE POLICY own_credentials ON kb.credentials TO educe_api
    USING (user_id = nullif(current_setting('educe.user_id', true), '')::uuid)
    WITH CHECK (user_id = nullif(current_setting('educe.user_id', true), '')::uuid);
CREATE POLICY visible_projects ON kb.projects FOR SELECT TO educe_api, educe_worker
    USING (id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY change_visible_projects ON kb.projects FOR UPDATE TO educe_api
    USING (id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY delete_visible_projects ON kb.projects FOR DELETE TO educe_api
    USING (id = ANY ((SELECT kb.visible_projects())::uuid[]));
CREATE POLICY create_in_own_organizations ON kb.projects FOR INSERT TO educe_api
    WITH CHECK (organization_id = ANY ((SELECT kb.visible_organizations())::uuid[]));
-- a job takes a place under its own organization's limit, not under another's
CREATE POLICY of_its_projects_organization ON kb.extraction_jobs AS RESTRICTIVE FOR INSERT
    TO educe_api WITH CHECK (organization_id = (
        SELECT p.organization_id FROM kb.projects p WHERE p.id = extraction_jobs.project_id));
