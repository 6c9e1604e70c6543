-- Mailboxes of projects, how far they were read, and which messages were processed.

CREATE TABLE kb.mailboxes (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL CHECK (kind ~ '^[a-z0-9_]{1,40}$'), -- the provider's preset; imap: another
    host text NOT NULL CHECK (host <> ''),
    port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
    security text NOT NULL CHECK (security IN ('tls', 'starttls', 'plain')),
    user_name text NOT NULL CHECK (user_name <> ''),
    auth text NOT NULL CHECK (auth IN ('password', 'oauth')),
    credential bytea NOT NULL, -- sealed with keys that aren't in the database
    refreshing uuid, -- who is getting a fresh token just now
    refreshing_until timestamptz, -- and how long others wait for it
    folder text NOT NULL DEFAULT 'INBOX' CHECK (folder <> ''),
    is_default boolean NOT NULL DEFAULT false, -- the one that its maker means who names none
    last_checked timestamptz,
    last_problem text, -- in words for people; null: it could be read when it was last checked
    created_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT mailboxes_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT mailboxes_once_in_a_project UNIQUE (project_id, host, user_name),
    CONSTRAINT mailboxes_refreshing_ends CHECK ((refreshing IS NULL) = (refreshing_until IS NULL))
);
CREATE UNIQUE INDEX mailboxes_default_key ON kb.mailboxes (created_by) WHERE is_default;

-- How far a folder was read for one kind of search: what another search is for isn't read by this one.
CREATE TABLE kb.mail_marks (
    project_id uuid NOT NULL,
    mailbox_id uuid NOT NULL,
    folder text NOT NULL,
    search bytea NOT NULL CHECK (octet_length(search) = 32),
    uidvalidity bigint NOT NULL CHECK (uidvalidity >= 0),
    uidnext bigint NOT NULL CHECK (uidnext >= 0),
    seen_until timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (mailbox_id, folder, search),
    CONSTRAINT mail_marks_mailbox_id_fkey FOREIGN KEY (mailbox_id, project_id)
        REFERENCES kb.mailboxes (id, project_id) ON DELETE CASCADE
);

-- A message is one job's at a time, and processed once. Its key is made of Message-ID and content.
CREATE TABLE kb.mail_messages (
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    mailbox_id uuid, -- null: it came in a file, or its mailbox was deleted
    place text NOT NULL, -- where in its source
    received_at timestamptz,
    sender text NOT NULL,
    subject text NOT NULL,
    job_id uuid, -- the first that had it, or the one that took it over when that one failed
    processed_at timestamptz, -- null: not yet
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, key),
    CONSTRAINT mail_messages_mailbox_id_fkey FOREIGN KEY (mailbox_id, project_id)
        REFERENCES kb.mailboxes (id, project_id) ON DELETE SET NULL (mailbox_id),
    CONSTRAINT mail_messages_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE SET NULL (job_id)
);
CREATE INDEX mail_messages_place_idx ON kb.mail_messages (mailbox_id, place);
CREATE INDEX mail_messages_job_id_idx ON kb.mail_messages (job_id);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['mailboxes', 'mail_marks', 'mail_messages'] LOOP
        EXECUTE format('ALTER TABLE kb.%I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY of_visible_projects ON kb.%I TO educe_api, educe_worker '
            'USING (project_id = ANY ((SELECT kb.visible_projects())::uuid[])) '
            'WITH CHECK (project_id = ANY ((SELECT kb.visible_projects())::uuid[]))', t);
        EXECUTE format(
            'CREATE POLICY of_the_system ON kb.%I TO educe_system USING (true) WITH CHECK (true)', t);
    END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON kb.mailboxes TO educe_api;
GRANT SELECT ON kb.mail_marks, kb.mail_messages TO educe_api;
GRANT SELECT ON kb.mailboxes TO educe_worker;
-- what a worker learns by reading: a fresh token, and whether the mailbox can be read
GRANT UPDATE (credential, refreshing, refreshing_until, last_checked, last_problem)
    ON kb.mailboxes TO educe_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON kb.mail_marks, kb.mail_messages TO educe_worker;
