-- Who owns what, and who may see it.

CREATE SCHEMA IF NOT EXISTS kb;

CREATE TABLE kb.organizations (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    max_running_jobs integer CHECK (max_running_jobs > 0), -- null: no limit of its own
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE kb.users (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    name text NOT NULL,
    is_admin boolean NOT NULL DEFAULT false,
    max_running_jobs integer CHECK (max_running_jobs > 0), -- null: the setting's default
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz,
    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE kb.members (
    organization_id uuid NOT NULL REFERENCES kb.organizations ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX members_user_id_idx ON kb.members (user_id);

CREATE TABLE kb.projects (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES kb.organizations ON DELETE CASCADE,
    kind text NOT NULL DEFAULT 'project' CHECK (kind IN ('project', 'course')),
    name text NOT NULL CHECK (name <> ''),
    created_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX projects_organization_id_idx ON kb.projects (organization_id);

-- Organization owners and admins see all its projects; plain members those that list them here.
CREATE TABLE kb.project_members (
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_user_id_idx ON kb.project_members (user_id);

-- Bearer tokens, browser sessions and one-time sign-in links: only their SHA-256 is stored.
CREATE TABLE kb.credentials (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES kb.users ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('token', 'session', 'link')),
    name text NOT NULL DEFAULT '',
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    used_at timestamptz,
    CONSTRAINT credentials_secret_hash_key UNIQUE (secret_hash)
);
CREATE INDEX credentials_user_id_idx ON kb.credentials (user_id);
