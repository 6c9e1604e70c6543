-- Newsletters with their links, the articles among them, what readers and projects decide about
-- them, who has read what, and feeds.

-- A message that a job read. It outlives the job, the mailbox and the file that it came from.
-- received_at: where the mail doesn't say it, when it was read.
CREATE TABLE kb.newsletters (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    key bytea NOT NULL CHECK (octet_length(key) = 32), -- kb.mail_messages.key
    job_id uuid, -- the one that read it last
    mailbox_id uuid,
    file_id uuid,
    message_id text NOT NULL,
    subject text NOT NULL,
    sender_name text NOT NULL,
    sender_address text NOT NULL,
    list_id text NOT NULL,
    forwarded_by text NOT NULL,
    received_at timestamptz NOT NULL,
    folded text COLLATE "C" NOT NULL, -- subject and sender as a search compares them
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT newsletters_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT newsletters_project_id_key_key UNIQUE (project_id, key),
    CONSTRAINT newsletters_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE SET NULL (job_id),
    CONSTRAINT newsletters_mailbox_id_fkey FOREIGN KEY (mailbox_id, project_id)
        REFERENCES kb.mailboxes (id, project_id) ON DELETE SET NULL (mailbox_id),
    CONSTRAINT newsletters_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE SET NULL (file_id)
);
CREATE INDEX newsletters_received_at_idx ON kb.newsletters (project_id, received_at DESC, id DESC);
CREATE INDEX newsletters_sender_address_idx ON kb.newsletters (project_id, sender_address);
CREATE INDEX newsletters_job_id_idx ON kb.newsletters (job_id);
CREATE INDEX newsletters_mailbox_id_idx ON kb.newsletters (mailbox_id);
CREATE INDEX newsletters_file_id_idx ON kb.newsletters (file_id);

-- What a project always takes or leaves out: a host with all below it, and a path in which `*`
-- stands for anything.
CREATE TABLE kb.site_rules (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    decision text NOT NULL CHECK (decision IN ('allow', 'block')),
    host text COLLATE "C" NOT NULL CHECK (host <> ''),
    path text COLLATE "C" NOT NULL DEFAULT '',
    created_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_rules_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT site_rules_once_in_a_project UNIQUE (project_id, host, path)
);

-- A link of a newsletter. What the rules said of it (kept, stage, rule_id, reason) stays as it is;
-- what a reader or a rule of the project says instead stands in `overruled`, and goes again with it.
-- An article's sources are its kept links and those that were left out as duplicates of others.
CREATE TABLE kb.newsletter_links (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL,
    newsletter_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 0),
    received_at timestamptz NOT NULL, -- the newsletter's
    url text NOT NULL,
    target_url text NOT NULL,
    canonical_url text NOT NULL,
    identity bytea NOT NULL CHECK (octet_length(identity) = 32),
    host text COLLATE "C" NOT NULL, -- of the target, and its path, decoded
    path text COLLATE "C" NOT NULL,
    site text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    heading text NOT NULL,
    snippet text NOT NULL,
    kind text NOT NULL,
    kept boolean NOT NULL,
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    stage text NOT NULL,
    rule_id text NOT NULL,
    reason text NOT NULL,
    verdicts jsonb NOT NULL, -- all of them, in their order, as they were when it was found
    way jsonb,
    published_at timestamptz,
    description text,
    words integer CHECK (words >= 0),
    overruled boolean, -- kept or not, by a reader or by a rule of the project
    overruled_by uuid REFERENCES kb.users ON DELETE SET NULL,
    overruled_at timestamptz,
    site_rule_id uuid, -- null, and overruled: by a reader
    is_kept boolean NOT NULL GENERATED ALWAYS AS (coalesce(overruled, kept)) STORED,
    is_source boolean NOT NULL
        GENERATED ALWAYS AS (coalesce(overruled, kept OR stage = 'duplicate')
            AND target_url ~ '^https?://') STORED,
    folded text COLLATE "C" NOT NULL, -- its words and its newsletter's, as a search compares them
    CONSTRAINT newsletter_links_newsletter_id_fkey FOREIGN KEY (newsletter_id, project_id)
        REFERENCES kb.newsletters (id, project_id) ON DELETE CASCADE,
    CONSTRAINT newsletter_links_site_rule_id_fkey FOREIGN KEY (site_rule_id, project_id)
        REFERENCES kb.site_rules (id, project_id) ON DELETE SET NULL (site_rule_id),
    CONSTRAINT newsletter_links_overruled_has_time
        CHECK ((overruled IS NULL) = (overruled_at IS NULL)),
    CONSTRAINT newsletter_links_web_is_kept
        CHECK (target_url ~ '^https?://' OR coalesce(overruled, kept) IS FALSE)
);
CREATE INDEX newsletter_links_newsletter_id_idx ON kb.newsletter_links (newsletter_id, position);
CREATE INDEX newsletter_links_identity_idx ON kb.newsletter_links (project_id, identity);
CREATE INDEX newsletter_links_host_idx ON kb.newsletter_links (project_id, host);
CREATE INDEX newsletter_links_rejected_idx ON kb.newsletter_links
    (project_id, received_at DESC, newsletter_id DESC, position, id) WHERE NOT is_kept;
CREATE INDEX newsletter_links_site_rule_id_idx ON kb.newsletter_links (site_rule_id)
    WHERE site_rule_id IS NOT NULL;

-- What the links of one identity lead to, told by the first of its sources. It stays, with its
-- readers' marks, when it has none left; then it isn't shown.
CREATE TABLE kb.articles (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    identity bytea NOT NULL CHECK (octet_length(identity) = 32),
    title text NOT NULL,
    url text NOT NULL CHECK (url ~ '^https?://'),
    canonical_url text NOT NULL,
    site text NOT NULL,
    published_at timestamptz,
    received_at timestamptz NOT NULL, -- the first newsletter's, and the place in it
    newsletter_id uuid NOT NULL,
    position integer NOT NULL,
    score real NOT NULL,
    description text,
    words integer,
    source_count integer NOT NULL, -- newsletters
    folded text COLLATE "C" NOT NULL, -- its sources' words
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT articles_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT articles_project_id_identity_key UNIQUE (project_id, identity)
);
CREATE INDEX articles_received_at_idx ON kb.articles
    (project_id, received_at DESC, newsletter_id DESC, position, id) WHERE source_count > 0;

-- What readers decided, by what the links lead to; remembered for later newsletters.
CREATE TABLE kb.article_overrules (
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    identity bytea NOT NULL CHECK (octet_length(identity) = 32),
    kept boolean NOT NULL,
    url text NOT NULL,
    by uuid REFERENCES kb.users ON DELETE SET NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, identity)
);

-- What a user has read, and has saved for later.
CREATE TABLE kb.article_marks (
    project_id uuid NOT NULL,
    article_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    read_at timestamptz,
    saved_at timestamptz,
    PRIMARY KEY (user_id, article_id),
    CONSTRAINT article_marks_article_id_fkey FOREIGN KEY (article_id, project_id)
        REFERENCES kb.articles (id, project_id) ON DELETE CASCADE
);
CREATE INDEX article_marks_article_id_idx ON kb.article_marks (article_id);

-- A secret address where programs read a project's newest articles, in its maker's name.
CREATE TABLE kb.feeds (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    created_by uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_read_at timestamptz,
    CONSTRAINT feeds_secret_hash_key UNIQUE (secret_hash)
);
CREATE INDEX feeds_project_id_idx ON kb.feeds (project_id);
CREATE INDEX feeds_created_by_idx ON kb.feeds (created_by);

-- Guarantees: until this transaction ends nobody else changes which links of the project are
-- articles. Who does takes it before anything else, so nobody waits for one who waits for them.
CREATE FUNCTION kb.lock_articles(the_project uuid) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('educe.articles ' || the_project, 0))
$$;

-- Guarantees: whether a host is the rule's or below it, on the borders of labels, and the path
-- begins as the rule's does.
CREATE FUNCTION kb.is_of_site(host text, path text, rule_host text, rule_path text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (host = rule_host OR right(host, length(rule_host) + 1) = '.' || rule_host)
    AND path LIKE replace(replace(replace(replace(rule_path,
        E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_'), '*', '%') || '%';

-- Guarantees: what readers decided holds for each link of these identities, else what the project's
-- rules say (what is left out goes before what is taken), else nothing; and their articles are as
-- their sources are. Rules of the project take no front page, and nothing that the mail or the
-- link's own form speaks against. Returns how many links are kept now that weren't, or the reverse.
-- It is quick also in the transaction that fills these tables for the first time, when PostgreSQL
-- believes them empty: no join here but by primary keys, and the identities are looked up by hash.
CREATE FUNCTION kb.refresh_articles(the_project uuid, the_identities bytea[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    changed integer;
    left_alone bytea[];
BEGIN
    PERFORM kb.lock_articles(the_project);
    WITH said AS (
        SELECT l.id, l.is_kept AS was_kept, l.kept,
            CASE
                WHEN l.target_url !~ '^https?://' THEN nullif(o.kept, true)
                WHEN o.identity IS NOT NULL THEN o.kept
                WHEN r.decision = 'block' AND (l.kept OR l.stage = 'duplicate') THEN false
                WHEN r.decision = 'allow' AND NOT l.kept
                    AND l.stage IN ('host', 'path', 'score', 'page')
                    AND l.canonical_url !~* '^https?://[^/?#]+/*([a-z]{2}(-[a-z]{2})?)?/*$'
                    THEN true
            END AS overruled,
            o.identity IS NOT NULL AS by_reader, o.by, o.at,
            r.id AS rule_id, r.created_by, r.created_at
        FROM kb.newsletter_links l
        LEFT JOIN kb.article_overrules o
            ON o.project_id = l.project_id AND o.identity = l.identity
        LEFT JOIN LATERAL (
            SELECT s.* FROM kb.site_rules s
            WHERE s.project_id = l.project_id AND kb.is_of_site(l.host, l.path, s.host, s.path)
            ORDER BY s.decision DESC, s.id LIMIT 1
        ) r ON o.identity IS NULL
        WHERE l.project_id = the_project AND l.identity = ANY (the_identities)
    ), wanted AS (
        SELECT id, was_kept, coalesce(overruled, kept) AS is_kept, overruled,
            CASE WHEN overruled IS NOT NULL AND by_reader THEN by
                 WHEN overruled IS NOT NULL THEN created_by END AS overruled_by,
            CASE WHEN overruled IS NOT NULL AND by_reader THEN at
                 WHEN overruled IS NOT NULL THEN created_at END AS overruled_at,
            CASE WHEN overruled IS NOT NULL AND NOT by_reader THEN rule_id END AS site_rule_id
        FROM said
    ), written AS (
        UPDATE kb.newsletter_links l
        SET overruled = w.overruled, overruled_by = w.overruled_by,
            overruled_at = w.overruled_at, site_rule_id = w.site_rule_id
        FROM wanted w
        WHERE l.id = w.id AND (l.overruled, l.overruled_by, l.overruled_at, l.site_rule_id)
            IS DISTINCT FROM (w.overruled, w.overruled_by, w.overruled_at, w.site_rule_id)
    )
    SELECT count(*) INTO changed FROM wanted w WHERE w.is_kept <> w.was_kept;

    WITH sources AS (
        SELECT l.*, row_number() OVER (
            PARTITION BY l.identity
            ORDER BY l.received_at, l.newsletter_id, NOT l.is_kept, l.position, l.id) AS place
        FROM kb.newsletter_links l
        WHERE l.project_id = the_project AND l.identity = ANY (the_identities) AND l.is_source
    ), told AS (
        SELECT identity, count(DISTINCT newsletter_id) AS source_count,
            (array_agg(id ORDER BY place))[1] AS first_id,
            (array_agg(published_at ORDER BY place) FILTER (WHERE published_at IS NOT NULL))[1]
                AS published_at,
            (array_agg(description ORDER BY place) FILTER (WHERE description <> ''))[1]
                AS description,
            (array_agg(words ORDER BY place) FILTER (WHERE words IS NOT NULL))[1] AS words,
            left(string_agg(folded, chr(10) ORDER BY place), 4000) AS folded
        FROM sources GROUP BY identity
    )
    INSERT INTO kb.articles AS a
        (project_id, identity, title, url, canonical_url, site, published_at, received_at,
         newsletter_id, position, score, description, words, source_count, folded)
    SELECT the_project, t.identity, coalesce(nullif(s.title, ''), nullif(s.text, ''), s.target_url),
        s.target_url, s.canonical_url, s.site, t.published_at, s.received_at,
        s.newsletter_id, s.position, s.score, t.description, t.words, t.source_count, t.folded
    FROM told t JOIN kb.newsletter_links s ON s.id = t.first_id
    ON CONFLICT (project_id, identity) DO UPDATE SET
        title = excluded.title, url = excluded.url, canonical_url = excluded.canonical_url,
        site = excluded.site, published_at = excluded.published_at,
        received_at = excluded.received_at, newsletter_id = excluded.newsletter_id,
        position = excluded.position, score = excluded.score, description = excluded.description,
        words = excluded.words, source_count = excluded.source_count, folded = excluded.folded,
        updated_at = now()
    WHERE (a.title, a.url, a.canonical_url, a.site, a.published_at, a.received_at,
           a.newsletter_id, a.position, a.score, a.description, a.words, a.source_count, a.folded)
        IS DISTINCT FROM
          (excluded.title, excluded.url, excluded.canonical_url, excluded.site,
           excluded.published_at, excluded.received_at, excluded.newsletter_id, excluded.position,
           excluded.score, excluded.description, excluded.words, excluded.source_count,
           excluded.folded);

    left_alone := ARRAY(
        SELECT unnest(the_identities) EXCEPT
        SELECT l.identity FROM kb.newsletter_links l
        WHERE l.project_id = the_project AND l.identity = ANY (the_identities) AND l.is_source);
    UPDATE kb.articles a SET source_count = 0, updated_at = now()
    WHERE a.project_id = the_project AND a.identity = ANY (left_alone) AND a.source_count > 0;
    RETURN changed;
END $$;

-- Guarantees: which feed the secret is of, and in whose name it is read; nothing for a secret that
-- is unknown or whose maker's account is disabled. It notes when that was, once a minute at most.
CREATE FUNCTION kb.feed_of_secret(wanted_hash bytea) RETURNS TABLE (
    id uuid, project_id uuid, user_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    feed kb.feeds;
BEGIN
    SELECT f.* INTO feed FROM kb.feeds f JOIN kb.users u ON u.id = f.created_by
    WHERE f.secret_hash = wanted_hash AND u.disabled_at IS NULL;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF feed.last_read_at IS NULL OR feed.last_read_at < now() - interval '1 minute' THEN
        UPDATE kb.feeds f SET last_read_at = now() WHERE f.id = feed.id;
    END IF;
    RETURN QUERY SELECT feed.id, feed.project_id, feed.created_by;
END $$;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'newsletters', 'newsletter_links', 'articles', 'article_overrules', 'site_rules',
        'article_marks', 'feeds'
    ] LOOP
        EXECUTE format('ALTER TABLE kb.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY of_visible_projects ON kb.%I TO educe_api, educe_worker '
            'USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[])) '
            'WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))', t);
        EXECUTE format(
            'CREATE POLICY of_the_system ON kb.%I TO educe_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;
-- what one has read is nobody else's business
CREATE POLICY ones_own ON kb.article_marks AS RESTRICTIVE TO educe_api
    USING (user_id = nullif(current_setting('educe.user_id', true), '')::uuid)
    WITH CHECK (user_id = nullif(current_setting('educe.user_id', true), '')::uuid);
-- a feed reads in its maker's name, so nobody makes one in another's
CREATE POLICY in_ones_own_name ON kb.feeds AS RESTRICTIVE FOR INSERT TO educe_api
    WITH CHECK (created_by = nullif(current_setting('educe.user_id', true), '')::uuid);

GRANT SELECT ON kb.newsletters, kb.newsletter_links TO educe_api;
GRANT UPDATE (overruled, overruled_by, overruled_at, site_rule_id)
    ON kb.newsletter_links TO educe_api; -- what the rules said stays
GRANT SELECT, INSERT, UPDATE ON kb.articles TO educe_api, educe_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.article_overrules, kb.article_marks, kb.site_rules
    TO educe_api;
GRANT SELECT, INSERT, DELETE ON kb.feeds TO educe_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.newsletters, kb.newsletter_links TO educe_worker;
GRANT SELECT ON kb.article_overrules, kb.site_rules TO educe_worker;
GRANT SELECT, UPDATE ON kb.feeds TO educe_system;

REVOKE ALL ON FUNCTION
    kb.lock_articles(uuid), kb.is_of_site(text, text, text, text),
    kb.refresh_articles(uuid, bytea[]), kb.feed_of_secret(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    kb.lock_articles(uuid), kb.is_of_site(text, text, text, text),
    kb.refresh_articles(uuid, bytea[]) TO educe_api, educe_worker;
GRANT EXECUTE ON FUNCTION kb.feed_of_secret(bytea) TO educe_api;
GRANT CREATE ON SCHEMA kb TO educe_system;
ALTER FUNCTION kb.feed_of_secret(bytea) OWNER TO educe_system;
REVOKE CREATE ON SCHEMA kb FROM educe_system;
