-- The graph of a project, derived from the mentions that its files hold.

CREATE TABLE kb.graphs (
    project_id uuid PRIMARY KEY REFERENCES kb.projects ON DELETE CASCADE,
    version bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- One row for each part of a file that an extractor read: educe.graph.mentions.FileMentions.
-- It outlives the job that wrote it; it goes with its file.
CREATE TABLE kb.mentions (
    file_id uuid NOT NULL,
    extractor text NOT NULL,
    part integer NOT NULL CHECK (part >= 0),
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    job_id uuid,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (file_id, extractor, part),
    CONSTRAINT mentions_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE CASCADE,
    CONSTRAINT mentions_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE SET NULL (job_id)
);
CREATE INDEX mentions_project_id_idx ON kb.mentions (project_id, extractor);
CREATE INDEX mentions_job_id_idx ON kb.mentions (job_id);

CREATE TABLE kb.objects (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    extractor text NOT NULL,
    type text NOT NULL,
    key text NOT NULL,
    name text NOT NULL,
    aliases text[] NOT NULL DEFAULT '{}',
    definition text,
    centrality real NOT NULL DEFAULT 0,
    mention_count integer NOT NULL,
    file_count integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT objects_project_id_extractor_type_key_key UNIQUE (project_id, extractor, type, key),
    CONSTRAINT objects_id_project_id_key UNIQUE (id, project_id)
);
CREATE INDEX objects_centrality_idx ON kb.objects (project_id, centrality DESC);

CREATE TABLE kb.relationships (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    type text NOT NULL,
    source_id uuid NOT NULL,
    target_id uuid NOT NULL,
    confidence real NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT relationships_no_loop CHECK (source_id <> target_id),
    CONSTRAINT relationships_source_id_type_target_id_key UNIQUE (source_id, type, target_id),
    CONSTRAINT relationships_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT relationships_source_id_fkey FOREIGN KEY (source_id, project_id)
        REFERENCES kb.objects (id, project_id) ON DELETE CASCADE,
    CONSTRAINT relationships_target_id_fkey FOREIGN KEY (target_id, project_id)
        REFERENCES kb.objects (id, project_id) ON DELETE CASCADE
);
CREATE INDEX relationships_project_id_idx ON kb.relationships (project_id);
CREATE INDEX relationships_target_id_idx ON kb.relationships (target_id);

-- Where the words stand: characters [quote_start, quote_end) of the file's text; within them the
-- name itself, for an object. `is_definition` marks the quote that the definition was taken from.
CREATE TABLE kb.evidence (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    object_id uuid,
    relationship_id uuid,
    file_id uuid NOT NULL,
    page integer,
    quote_start integer NOT NULL,
    quote_end integer NOT NULL,
    quote text NOT NULL,
    name_start integer,
    name_end integer,
    is_definition boolean NOT NULL DEFAULT false,
    match text NOT NULL CHECK (match IN ('verbatim', 'normalised', 'fuzzy')),
    score real NOT NULL CHECK (score BETWEEN 0 AND 1),
    CONSTRAINT evidence_object_id_fkey FOREIGN KEY (object_id, project_id)
        REFERENCES kb.objects (id, project_id) ON DELETE CASCADE,
    CONSTRAINT evidence_relationship_id_fkey FOREIGN KEY (relationship_id, project_id)
        REFERENCES kb.relationships (id, project_id) ON DELETE CASCADE,
    CONSTRAINT evidence_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE CASCADE,
    CONSTRAINT evidence_of_one_thing CHECK (num_nonnulls(object_id, relationship_id) = 1),
    CONSTRAINT evidence_span_in_order CHECK (quote_start >= 0 AND quote_end > quote_start)
);
CREATE INDEX evidence_object_id_idx ON kb.evidence (object_id) WHERE object_id IS NOT NULL;
CREATE INDEX evidence_relationship_id_idx ON kb.evidence (relationship_id)
    WHERE relationship_id IS NOT NULL;
CREATE INDEX evidence_file_id_idx ON kb.evidence (file_id);
CREATE INDEX evidence_project_id_idx ON kb.evidence (project_id);
