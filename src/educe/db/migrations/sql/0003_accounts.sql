-- Passwords and attempts to guess them; people and members, as those see and change them who may.

CREATE TABLE kb.passwords (
    user_id uuid PRIMARY KEY REFERENCES kb.users ON DELETE CASCADE,
    hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- 'device': a browser that has signed in before; it signs nobody in
ALTER TABLE kb.credentials DROP CONSTRAINT credentials_kind_check;
ALTER TABLE kb.credentials ADD CONSTRAINT credentials_kind_check
    CHECK (kind IN ('token', 'session', 'link', 'device'));
ALTER TABLE kb.credentials ADD COLUMN opened_by text CHECK (opened_by IN ('link', 'password'));

-- How often a password was guessed wrong lately. What a scope's key was made from isn't stored.
CREATE TABLE kb.sign_in_attempts (
    scope text NOT NULL CHECK (
        scope IN ('account', 'address', 'account_at_address', 'device', 'signed_in')),
    key bytea NOT NULL CHECK (octet_length(key) = 32), -- SHA-256
    failures double precision NOT NULL, -- as of last_at; time forgives them
    last_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
CREATE INDEX sign_in_attempts_last_at_idx ON kb.sign_in_attempts (last_at);

-- attempts

-- Guarantees: the same rules for everybody, by scope. `free`: so many failures cost no time; each one more
-- doubles the wait, from 5 seconds to `longest`; one is forgiven every so many seconds.
--   account, address     of browsers that haven't signed in to the account before, from anywhere;
--                        from one address, to any account. Short waits: others pay them as well
--   account_at_address   the same browsers, from one address to one account
--   device               of a browser that has signed in to the account before, whatever others do
--   signed_in            of somebody signed in who is asked for the password again
CREATE FUNCTION kb.attempt_rules() RETURNS TABLE (
    scope text, free double precision, forgiven_every double precision, longest double precision)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    VALUES ('account', 20::float8, 300::float8, 60::float8), ('address', 30, 60, 300),
        ('account_at_address', 5, 900, 900), ('device', 10, 900, 900), ('signed_in', 10, 900, 900)
$$;

-- Guarantees: an attempt may be made, and is counted as failed in all of these scopes until
-- kb.forgive_attempt says otherwise: 0. Or it has to wait: so many seconds, and it isn't counted.
-- Attempts at the same time are counted one after the other, so that no more are made than may be.
CREATE FUNCTION kb.take_attempt(scopes text[], keys bytea[]) RETURNS double precision
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wait double precision;
BEGIN
    INSERT INTO kb.sign_in_attempts (scope, key, failures, last_at)
    SELECT s.scope, s.key, 0, clock_timestamp() FROM unnest(scopes, keys) AS s (scope, key)
    ORDER BY s.scope, s.key
    ON CONFLICT DO NOTHING;
    PERFORM FROM kb.sign_in_attempts a
    WHERE (a.scope, a.key) IN (SELECT s.scope, s.key FROM unnest(scopes, keys) AS s (scope, key))
    ORDER BY a.scope, a.key FOR UPDATE;
    SELECT max(CASE WHEN l.remaining < l.free THEN 0
                    ELSE least(l.longest, 5 * 2 ^ least(l.remaining - l.free, 20)) - l.ago END)
    INTO wait FROM (
        SELECT r.free, r.longest, t.ago, ceil(a.failures - t.ago / r.forgiven_every) AS remaining
        FROM unnest(scopes, keys) AS s (scope, key)
        JOIN kb.sign_in_attempts a USING (scope, key)
        JOIN kb.attempt_rules() r USING (scope),
        LATERAL (SELECT date_part('epoch', clock_timestamp() - a.last_at) AS ago) t
    ) l;
    IF wait > 0 THEN
        RETURN wait;
    END IF;
    -- no more are remembered than make the longest wait: who comes later doesn't pay for days
    UPDATE kb.sign_in_attempts a SET last_at = clock_timestamp(), failures = least(r.free + 10, 1 + greatest(0,
        a.failures - date_part('epoch', clock_timestamp() - a.last_at) / r.forgiven_every))
    FROM unnest(scopes, keys) AS s (scope, key), kb.attempt_rules() r
    WHERE a.scope = s.scope AND a.key = s.key AND r.scope = a.scope;
    RETURN 0;
END $$;

-- Guarantees: the attempt was right. It doesn't count any more; where only its own account's failures
-- are counted, those before it don't either.
CREATE FUNCTION kb.forgive_attempt(scopes text[], keys bytea[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM kb.sign_in_attempts a
    WHERE (a.scope, a.key) IN (SELECT s.scope, s.key FROM unnest(scopes, keys) AS s (scope, key))
    ORDER BY a.scope, a.key FOR UPDATE;
    UPDATE kb.sign_in_attempts a SET failures = CASE
        WHEN a.scope IN ('account', 'address') THEN greatest(0, a.failures - 1) ELSE 0 END
    FROM unnest(scopes, keys) AS s (scope, key)
    WHERE a.scope = s.scope AND a.key = s.key;
END $$;

-- Guarantees: forgets attempts that time has forgiven, some thousands at a time. Returns how many.
CREATE FUNCTION kb.forget_attempts() RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH old AS (
        SELECT a.scope, a.key FROM kb.sign_in_attempts a JOIN kb.attempt_rules() r USING (scope)
        WHERE a.last_at < now() - a.failures * r.forgiven_every * interval '1 second'
          AND a.last_at < now() - interval '1 hour'
        ORDER BY a.last_at LIMIT 5000 FOR UPDATE OF a SKIP LOCKED
    ), forgotten AS (
        DELETE FROM kb.sign_in_attempts a USING old
        WHERE (a.scope, a.key) = (old.scope, old.key)
        RETURNING a.key
    )
    SELECT count(*) FROM forgotten
$$;

-- Guarantees: what a password for this e-mail address is compared with; no row without an account, or
-- when it has no password or is disabled.
CREATE FUNCTION kb.password_of(the_email text) RETURNS TABLE (user_id uuid, hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT p.user_id, p.hash FROM kb.users u JOIN kb.passwords p ON p.user_id = u.id
    WHERE u.email = lower(the_email) AND u.disabled_at IS NULL
$$;

-- who sees what

-- Guarantees: as before; and nothing for a user whose account is disabled, also on what is open already.
CREATE OR REPLACE FUNCTION kb.visible_projects() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    the_user uuid;
BEGIN
    IF pg_has_role(session_user, 'educe_worker', 'USAGE') THEN
        RETURN ARRAY[nullif(current_setting('educe.project_id', true), '')::uuid];
    END IF;
    SELECT u.id INTO the_user FROM kb.users u
    WHERE u.id = nullif(current_setting('educe.user_id', true), '')::uuid AND u.disabled_at IS NULL;
    RETURN ARRAY(
        SELECT p.id FROM kb.projects p
        JOIN kb.members m ON m.organization_id = p.organization_id
        WHERE m.user_id = the_user AND m.role IN ('owner', 'admin')
        UNION
        SELECT pm.project_id FROM kb.project_members pm WHERE pm.user_id = the_user
    );
END $$;

-- Guarantees: as before; and nothing for a user whose account is disabled.
CREATE OR REPLACE FUNCTION kb.visible_organizations() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(
        SELECT m.organization_id FROM kb.members m JOIN kb.users u ON u.id = m.user_id
        WHERE m.user_id = nullif(current_setting('educe.user_id', true), '')::uuid
          AND u.disabled_at IS NULL
    )
$$;

-- Guarantees: who makes a project is its member, in the transaction that makes it. Nobody else becomes
-- one, whatever created_by says.
CREATE FUNCTION kb.join_own_project() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.created_by = nullif(current_setting('educe.user_id', true), '')::uuid THEN
        INSERT INTO kb.project_members (project_id, user_id) VALUES (NEW.id, NEW.created_by);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER join_own_project AFTER INSERT ON kb.projects
    FOR EACH ROW EXECUTE FUNCTION kb.join_own_project();

-- Guarantees: whether the session's user is an owner or admin of the organization.
CREATE FUNCTION kb.manages(the_organization uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM kb.members m
        WHERE m.organization_id = the_organization AND m.role IN ('owner', 'admin')
          AND m.organization_id = ANY (kb.visible_organizations())
          AND m.user_id = nullif(current_setting('educe.user_id', true), '')::uuid)
$$;

-- Guarantees: whether the session's user decides who else sees the project: they see it, and manage its
-- organization or have made it.
CREATE FUNCTION kb.may_share(the_project uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM kb.projects p
        WHERE p.id = the_project AND p.id = ANY (kb.visible_projects()) AND (
            p.created_by = nullif(current_setting('educe.user_id', true), '')::uuid
            OR kb.manages(p.organization_id)))
$$;

-- who is let into a project works in it, but doesn't take it away from the others
DROP POLICY delete_visible_projects ON kb.projects;
CREATE POLICY delete_projects_that_one_may_share ON kb.projects FOR DELETE TO educe_api
    USING (kb.may_share(id));

-- Guarantees: to those who see the project, who else does. role: in its organization; null: a guest.
-- listed: false for owners and admins who see it without being listed.
CREATE FUNCTION kb.sharers(the_project uuid) RETURNS TABLE (
    id uuid, email text, name text, role text, listed boolean, creator boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, u.email, u.name, m.role, pm.user_id IS NOT NULL, u.id = p.created_by IS TRUE
    FROM kb.projects p
    CROSS JOIN LATERAL (
        SELECT a.user_id FROM kb.members a
        WHERE a.organization_id = p.organization_id AND a.role IN ('owner', 'admin')
        UNION SELECT b.user_id FROM kb.project_members b WHERE b.project_id = p.id) s
    JOIN kb.users u ON u.id = s.user_id
    LEFT JOIN kb.members m ON m.organization_id = p.organization_id AND m.user_id = u.id
    LEFT JOIN kb.project_members pm ON pm.project_id = p.id AND pm.user_id = u.id
    WHERE p.id = the_project AND p.id = ANY (kb.visible_projects()) AND u.disabled_at IS NULL
    ORDER BY lower(u.name), u.id
$$;

-- Guarantees: by one who may share the project, the member of its organization with this id or e-mail
-- address sees it. False: there is no such member.
CREATE FUNCTION kb.share_project(the_project uuid, who text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    the_user uuid;
BEGIN
    IF NOT kb.may_share(the_project) THEN
        RAISE EXCEPTION 'this project is shared by others' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT u.id INTO the_user FROM kb.projects p
    JOIN kb.members m ON m.organization_id = p.organization_id
    JOIN kb.users u ON u.id = m.user_id
    WHERE p.id = the_project AND (u.email = lower(who) OR u.id::text = lower(who))
    FOR KEY SHARE OF m;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO kb.project_members (project_id, user_id) VALUES (the_project, the_user)
    ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- Guarantees: by one who may share the project, the user isn't listed in it any more. False: they
-- weren't.
CREATE FUNCTION kb.unshare_project(the_project uuid, who text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT kb.may_share(the_project) THEN
        RAISE EXCEPTION 'this project is shared by others' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM kb.project_members pm USING kb.users u
    WHERE pm.project_id = the_project AND u.id = pm.user_id
      AND (u.email = lower(who) OR u.id::text = lower(who));
    RETURN FOUND;
END $$;

-- Guarantees: to who manages the organization, its members; nothing to others.
CREATE FUNCTION kb.members_of(the_organization uuid) RETURNS TABLE (
    id uuid, email text, name text, role text, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, u.email, u.name, m.role, u.disabled_at IS NOT NULL
    FROM kb.members m JOIN kb.users u ON u.id = m.user_id
    WHERE m.organization_id = the_organization AND kb.manages(the_organization)
    ORDER BY lower(u.name), u.id
$$;

-- for administrators

-- Guarantees: to administrators, users by e-mail address; nothing to others. `who`: the one with this id
-- or address; the_search: those with these letters in address or name; the_organization: its members;
-- null: all. At most `most`, those whose address comes after `after_email`.
CREATE FUNCTION kb.list_users(
    who text, the_search text, the_organization uuid, after_email text, most integer
) RETURNS TABLE (
    id uuid, email text, name text, is_admin boolean, has_password boolean, created_at timestamptz,
    disabled_at timestamptz, seen_at timestamptz, organizations jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.id, u.email, u.name, u.is_admin,
           EXISTS (SELECT FROM kb.passwords p WHERE p.user_id = u.id), u.created_at, u.disabled_at,
           (SELECT max(c.used_at) FROM kb.credentials c
            WHERE c.user_id = u.id AND c.kind IN ('token', 'session')),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'role', m.role)
                    ORDER BY lower(o.name), o.id), '[]')
            FROM kb.members m JOIN kb.organizations o ON o.id = m.organization_id
            WHERE m.user_id = u.id)
    FROM kb.users u
    WHERE kb.is_admin()
      AND (who IS NULL OR u.email = lower(who) OR u.id::text = lower(who))
      AND (the_search IS NULL OR strpos(u.email, lower(the_search)) > 0
           OR strpos(lower(u.name), lower(the_search)) > 0)
      AND (the_organization IS NULL OR EXISTS (
        SELECT FROM kb.members m WHERE m.user_id = u.id AND m.organization_id = the_organization))
      AND (after_email IS NULL OR u.email > after_email)
    ORDER BY u.email LIMIT most
$$;

-- Guarantees: administrators only; there is one more user. An address that is taken is refused by its
-- constraint.
CREATE FUNCTION kb.add_user(the_id uuid, the_email text, the_name text, administers boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    INSERT INTO kb.users (id, email, name, is_admin)
    VALUES (the_id, lower(the_email), the_name, administers);
END $$;

-- Guarantees: administrators stay as they are until the transaction ends; whether there is one besides
-- this user.
CREATE FUNCTION kb.another_administers(the_user uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    others bigint;
BEGIN
    PERFORM FROM kb.users u WHERE u.is_admin AND u.disabled_at IS NULL
    ORDER BY u.id FOR NO KEY UPDATE;
    SELECT count(*) INTO others FROM kb.users u
    WHERE u.is_admin AND u.disabled_at IS NULL AND u.id <> the_user;
    RETURN others > 0;
END $$;

-- Guarantees: administrators only; the user is as given, where it isn't null. Null: there is no such
-- user. False: they'd leave the installation without an administrator.
CREATE FUNCTION kb.change_user(the_user uuid, new_email text, new_name text, administers boolean)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    IF NOT administers AND NOT kb.another_administers(the_user) THEN
        RETURN CASE WHEN EXISTS (SELECT FROM kb.users u WHERE u.id = the_user) THEN false END;
    END IF;
    UPDATE kb.users u SET email = coalesce(lower(new_email), u.email),
        name = coalesce(new_name, u.name), is_admin = coalesce(administers, u.is_admin)
    WHERE u.id = the_user;
    RETURN CASE WHEN FOUND THEN true END;
END $$;

-- Guarantees: administrators only; the account is disabled, and all that it signed in with is gone. Its
-- jobs and files stay. Null: there is no such user. False: nobody else administers the installation.
CREATE FUNCTION kb.disable_user(the_user uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    IF NOT kb.another_administers(the_user) THEN
        RETURN CASE WHEN EXISTS (SELECT FROM kb.users u WHERE u.id = the_user) THEN false END;
    END IF;
    UPDATE kb.users u SET disabled_at = coalesce(u.disabled_at, now()) WHERE u.id = the_user;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    DELETE FROM kb.credentials c WHERE c.user_id = the_user;
    RETURN true;
END $$;

-- Guarantees: administrators only; the account can be used again, by a new sign-in. False: there is no
-- such user.
CREATE FUNCTION kb.enable_user(the_user uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    -- also of a sign-in that was under way when it was disabled
    DELETE FROM kb.credentials c USING kb.users u
    WHERE c.user_id = the_user AND u.id = c.user_id AND u.disabled_at IS NOT NULL;
    UPDATE kb.users u SET disabled_at = NULL WHERE u.id = the_user;
    RETURN FOUND;
END $$;

-- Guarantees: administrators only; this link, and none of the user's earlier ones, signs them in once
-- within `life`. Null: there is no such user. False: their account is disabled.
CREATE FUNCTION kb.add_link(the_id uuid, the_user uuid, the_hash bytea, life interval)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    is_disabled boolean;
BEGIN
    PERFORM kb.require_admin();
    SELECT u.disabled_at IS NOT NULL INTO is_disabled FROM kb.users u
    WHERE u.id = the_user FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF is_disabled THEN
        RETURN false;
    END IF;
    DELETE FROM kb.credentials c WHERE c.user_id = the_user AND c.kind = 'link' AND c.used_at IS NULL;
    INSERT INTO kb.credentials (id, user_id, kind, name, secret_hash, expires_at)
    VALUES (the_id, the_user, 'link', 'sign-in link', the_hash, now() + life);
    RETURN true;
END $$;

-- Guarantees: administrators only; the user's password is this one, and their sessions, links and
-- remembered browsers are gone. False: there is no such user.
CREATE FUNCTION kb.set_password(the_user uuid, the_hash text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    PERFORM FROM kb.users u WHERE u.id = the_user FOR KEY SHARE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO kb.passwords AS p (user_id, hash) VALUES (the_user, the_hash)
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = now();
    DELETE FROM kb.credentials c WHERE c.user_id = the_user AND c.kind IN ('session', 'link', 'device');
    RETURN true;
END $$;

-- Guarantees: the organization's members stay as they are until the transaction ends; whether it has an
-- owner besides this user whose account isn't disabled.
CREATE FUNCTION kb.another_owns(the_organization uuid, the_user uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    others bigint;
BEGIN
    PERFORM FROM kb.organizations o WHERE o.id = the_organization FOR NO KEY UPDATE;
    SELECT count(*) INTO others FROM kb.members m JOIN kb.users u ON u.id = m.user_id
    WHERE m.organization_id = the_organization AND m.role = 'owner' AND m.user_id <> the_user
      AND u.disabled_at IS NULL;
    RETURN others > 0;
END $$;

-- Guarantees: administrators only; the user is a member of the organization, in this role. Null: there
-- is no such user or organization. False: the organization would lose its last owner.
CREATE FUNCTION kb.put_member(the_organization uuid, the_user uuid, the_role text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    has_another boolean;
BEGIN
    PERFORM kb.require_admin();
    has_another := kb.another_owns(the_organization, the_user);
    IF the_role <> 'owner' AND NOT has_another AND EXISTS (
        SELECT FROM kb.members m
        WHERE m.organization_id = the_organization AND m.user_id = the_user AND m.role = 'owner')
    THEN
        RETURN false;
    END IF;
    INSERT INTO kb.members AS m (organization_id, user_id, role)
    SELECT o.id, u.id, the_role FROM kb.organizations o CROSS JOIN kb.users u
    WHERE o.id = the_organization AND u.id = the_user
    ON CONFLICT (organization_id, user_id) DO UPDATE SET role = excluded.role;
    RETURN CASE WHEN FOUND THEN true END;
END $$;

-- Guarantees: administrators only; the user is no member of the organization and listed in none of its
-- projects. Null: they weren't a member. False: the organization would lose its last owner.
CREATE FUNCTION kb.remove_member(the_organization uuid, the_user uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    has_another boolean;
    their_role text;
BEGIN
    PERFORM kb.require_admin();
    has_another := kb.another_owns(the_organization, the_user);
    SELECT m.role INTO their_role FROM kb.members m
    WHERE m.organization_id = the_organization AND m.user_id = the_user;
    IF their_role = 'owner' AND NOT has_another THEN
        RETURN false;
    END IF;
    DELETE FROM kb.members m WHERE m.organization_id = the_organization AND m.user_id = the_user;
    DELETE FROM kb.project_members pm USING kb.projects p
    WHERE p.id = pm.project_id AND p.organization_id = the_organization AND pm.user_id = the_user
      AND their_role IS NOT NULL;
    RETURN CASE WHEN their_role IS NOT NULL THEN true END;
END $$;

-- Guarantees: to administrators, all organizations with how many members and projects they have;
-- nothing to others.
CREATE FUNCTION kb.list_organizations() RETURNS TABLE (
    id uuid, name text, created_at timestamptz, members bigint, projects bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT o.id, o.name, o.created_at,
           (SELECT count(*) FROM kb.members m WHERE m.organization_id = o.id),
           (SELECT count(*) FROM kb.projects p WHERE p.organization_id = o.id)
    FROM kb.organizations o WHERE kb.is_admin() ORDER BY lower(o.name), o.id
$$;

-- Guarantees: administrators only; there is one more organization, without members.
CREATE FUNCTION kb.add_organization(the_id uuid, the_name text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM kb.require_admin();
    INSERT INTO kb.organizations (id, name) VALUES (the_id, the_name);
END $$;

ALTER TABLE kb.passwords ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_password ON kb.passwords TO educe_api
    USING (user_id = nullif(current_setting('educe.user_id', true), '')::uuid)
    WITH CHECK (user_id = nullif(current_setting('educe.user_id', true), '')::uuid);
CREATE POLICY of_the_system ON kb.passwords TO educe_system USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE ON kb.passwords TO educe_api;
GRANT SELECT, INSERT, UPDATE ON kb.passwords TO educe_system;
-- sign_in_attempts belongs to nobody who could be named by a policy: only functions reach it
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.sign_in_attempts TO educe_system;
GRANT DELETE ON kb.members, kb.project_members TO educe_system;

REVOKE ALL ON FUNCTION
    kb.attempt_rules(), kb.take_attempt(text[], bytea[]), kb.forgive_attempt(text[], bytea[]),
    kb.forget_attempts(), kb.password_of(text), kb.join_own_project(), kb.manages(uuid),
    kb.may_share(uuid), kb.sharers(uuid), kb.share_project(uuid, text),
    kb.unshare_project(uuid, text), kb.members_of(uuid),
    kb.list_users(text, text, uuid, text, integer), kb.add_user(uuid, text, text, boolean),
    kb.another_administers(uuid), kb.change_user(uuid, text, text, boolean),
    kb.disable_user(uuid), kb.enable_user(uuid), kb.add_link(uuid, uuid, bytea, interval),
    kb.set_password(uuid, text), kb.another_owns(uuid, uuid), kb.put_member(uuid, uuid, text),
    kb.remove_member(uuid, uuid), kb.list_organizations(), kb.add_organization(uuid, text)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kb.attempt_rules(), kb.another_administers(uuid),
    kb.another_owns(uuid, uuid) TO educe_system;
GRANT EXECUTE ON FUNCTION kb.forget_attempts() TO educe_worker, educe_system;
GRANT EXECUTE ON FUNCTION
    kb.take_attempt(text[], bytea[]), kb.forgive_attempt(text[], bytea[]), kb.password_of(text),
    kb.manages(uuid), kb.may_share(uuid), kb.sharers(uuid), kb.share_project(uuid, text),
    kb.unshare_project(uuid, text), kb.members_of(uuid),
    kb.list_users(text, text, uuid, text, integer), kb.add_user(uuid, text, text, boolean),
    kb.change_user(uuid, text, text, boolean), kb.disable_user(uuid), kb.enable_user(uuid),
    kb.add_link(uuid, uuid, bytea, interval), kb.set_password(uuid, text),
    kb.put_member(uuid, uuid, text), kb.remove_member(uuid, uuid), kb.list_organizations(),
    kb.add_organization(uuid, text) TO educe_api, educe_system;

GRANT CREATE ON SCHEMA kb TO educe_system;
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOREACH f IN ARRAY ARRAY[
        'kb.take_attempt(text[], bytea[])', 'kb.forgive_attempt(text[], bytea[])',
        'kb.forget_attempts()', 'kb.password_of(text)', 'kb.join_own_project()',
        'kb.manages(uuid)', 'kb.may_share(uuid)', 'kb.sharers(uuid)',
        'kb.share_project(uuid, text)', 'kb.unshare_project(uuid, text)', 'kb.members_of(uuid)',
        'kb.list_users(text, text, uuid, text, integer)', 'kb.add_user(uuid, text, text, boolean)',
        'kb.change_user(uuid, text, text, boolean)', 'kb.disable_user(uuid)',
        'kb.enable_user(uuid)', 'kb.add_link(uuid, uuid, bytea, interval)',
        'kb.set_password(uuid, text)', 'kb.put_member(uuid, uuid, text)',
        'kb.remove_member(uuid, uuid)', 'kb.list_organizations()',
        'kb.add_organization(uuid, text)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO educe_system', f);
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
