-- Documents are names in a project; files are their versions. A file's bytes and text never change.

CREATE TABLE kb.documents (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT documents_project_id_name_key UNIQUE (project_id, name),
    CONSTRAINT documents_id_project_id_key UNIQUE (id, project_id)
);

CREATE TABLE kb.files (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    document_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    name text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    sha256 text NOT NULL CHECK (length(sha256) = 64),
    media_type text NOT NULL,
    blob_name text NOT NULL,
    uploaded_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT files_document_id_version_key UNIQUE (document_id, version),
    CONSTRAINT files_blob_name_key UNIQUE (blob_name),
    CONSTRAINT files_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT files_document_id_fkey FOREIGN KEY (document_id, project_id)
        REFERENCES kb.documents (id, project_id) ON DELETE CASCADE
);
CREATE INDEX files_project_id_idx ON kb.files (project_id, created_at DESC);

-- What reading a file gave, made once. `body` is educe.documents.model.Text without its text.
CREATE TABLE kb.file_texts (
    file_id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    text text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT file_texts_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE CASCADE
);
CREATE INDEX file_texts_project_id_idx ON kb.file_texts (project_id);
