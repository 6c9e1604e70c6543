-- Jobs, their items (the checkpoints), events, artifacts, and the workers that run them.
-- What hangs on a job names its project too, in one foreign key: a row can't be of one project and
-- hang on a job of another, which its own row-level security would not notice.

CREATE TABLE kb.workers (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    host text NOT NULL,
    machine text, -- boot and process namespace: process ids mean something only within one
    pid integer NOT NULL,
    pid_started_at double precision NOT NULL, -- with the pid, names one process for ever
    version text NOT NULL,
    slots integer NOT NULL CHECK (slots > 0),
    memory_bytes bigint,
    started_at timestamptz NOT NULL DEFAULT now(),
    beat_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    end_reason text CHECK (end_reason IN ('stopped', 'lost'))
);
CREATE INDEX workers_alive_idx ON kb.workers (beat_at) WHERE ended_at IS NULL;

CREATE TABLE kb.extraction_jobs (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES kb.organizations ON DELETE CASCADE,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    extractor text NOT NULL,
    source_type text NOT NULL DEFAULT 'document'
        CHECK (source_type IN ('document', 'api', 'manual', 'bulk_import')),
    source_id text,
    source_metadata jsonb NOT NULL DEFAULT '{}',
    extraction_config jsonb NOT NULL DEFAULT '{}',
    priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('urgent', 'normal', 'low')),
    status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    attempt integer NOT NULL DEFAULT 1 CHECK (attempt > 0),
    total_items integer NOT NULL DEFAULT 0 CHECK (total_items >= 0),
    processed_items integer NOT NULL DEFAULT 0,
    successful_items integer NOT NULL DEFAULT 0 CHECK (successful_items >= 0),
    failed_items integer NOT NULL DEFAULT 0 CHECK (failed_items >= 0),
    progress smallint NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    progress_message text NOT NULL DEFAULT '',
    discovered_types text[] NOT NULL DEFAULT '{}',
    created_objects uuid[] NOT NULL DEFAULT '{}',
    summary jsonb,
    error_message text,
    error_details jsonb,
    created_by uuid REFERENCES kb.users ON DELETE SET NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    completed_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- admission and delivery
    run_at timestamptz NOT NULL DEFAULT now(), -- not before
    admitted_at timestamptz,
    delivered_at timestamptz, -- when a delivery was last sent
    -- plan and finish are one worker's at a time: this is its claim
    planned_at timestamptz,
    stage_worker uuid REFERENCES kb.workers ON DELETE SET NULL,
    stage_token uuid,
    stage_deadline timestamptz,
    stage_failures smallint NOT NULL DEFAULT 0,
    stage_crashes smallint NOT NULL DEFAULT 0,
    -- cancelling
    cancel_requested_at timestamptz,
    cancel_requested_by uuid REFERENCES kb.users ON DELETE SET NULL,
    -- events
    event_seq integer NOT NULL DEFAULT 0,
    progress_event_at timestamptz NOT NULL DEFAULT 'epoch',
    CONSTRAINT extraction_jobs_id_project_id_key UNIQUE (id, project_id),
    CONSTRAINT extraction_jobs_counters_add_up
        CHECK (processed_items = successful_items + failed_items),
    CONSTRAINT extraction_jobs_counters_within_total
        CHECK (processed_items <= total_items),
    CONSTRAINT extraction_jobs_started_after_created CHECK (started_at >= created_at),
    CONSTRAINT extraction_jobs_completed_after_started CHECK (completed_at >= started_at),
    CONSTRAINT extraction_jobs_ended_has_time
        CHECK ((status IN ('completed', 'failed', 'cancelled')) = (completed_at IS NOT NULL))
) WITH (fillfactor = 70);

CREATE INDEX extraction_jobs_project_idx ON kb.extraction_jobs (project_id, created_at DESC);
CREATE INDEX extraction_jobs_status_idx ON kb.extraction_jobs (status, created_at DESC);
CREATE INDEX extraction_jobs_project_status_idx
    ON kb.extraction_jobs (project_id, status, created_at DESC);
CREATE INDEX extraction_jobs_source_idx ON kb.extraction_jobs (source_type, source_id);
CREATE INDEX extraction_jobs_created_by_idx ON kb.extraction_jobs (created_by, created_at DESC);
CREATE INDEX extraction_jobs_active_idx ON kb.extraction_jobs (created_by, admitted_at)
    WHERE status IN ('pending', 'running');
CREATE INDEX extraction_jobs_organization_active_idx ON kb.extraction_jobs (organization_id)
    WHERE status IN ('pending', 'running');

-- The files that a job reads. The name stays when the file is deleted after the job has ended.
CREATE TABLE kb.job_files (
    job_id uuid NOT NULL,
    position integer NOT NULL,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    file_id uuid,
    file_name text NOT NULL,
    PRIMARY KEY (job_id, position),
    CONSTRAINT job_files_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE,
    CONSTRAINT job_files_file_id_fkey FOREIGN KEY (file_id, project_id)
        REFERENCES kb.files (id, project_id) ON DELETE SET NULL (file_id)
);
CREATE INDEX job_files_file_id_idx ON kb.job_files (file_id);
CREATE INDEX job_files_project_id_idx ON kb.job_files (project_id);

CREATE TABLE kb.job_items (
    job_id uuid NOT NULL,
    seq integer NOT NULL,
    project_id uuid NOT NULL,
    label text NOT NULL,
    payload jsonb NOT NULL,
    status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'succeeded', 'failed')),
    attempts smallint NOT NULL DEFAULT 0, -- runs that ended in an error of the item's own
    crashes smallint NOT NULL DEFAULT 0, -- runs that took their process down
    losses smallint NOT NULL DEFAULT 0, -- runs whose whole worker was lost
    suspect boolean NOT NULL DEFAULT false, -- was in hand at a crash: runs alone from now on
    due_at timestamptz NOT NULL DEFAULT 'epoch',
    worker_id uuid,
    token uuid,
    deadline timestamptz,
    error jsonb,
    result jsonb,
    started_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (job_id, seq),
    CONSTRAINT job_items_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE,
    CONSTRAINT job_items_running_is_claimed CHECK ((status = 'running') = (token IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX job_items_pending_idx ON kb.job_items (job_id, seq) WHERE status = 'pending';
CREATE INDEX job_items_token_idx ON kb.job_items (token) WHERE status = 'running';
CREATE INDEX job_items_worker_idx ON kb.job_items (worker_id) WHERE status = 'running';
CREATE INDEX job_items_failed_idx ON kb.job_items (job_id, seq) WHERE status = 'failed';

CREATE TABLE kb.job_events (
    job_id uuid NOT NULL,
    seq integer NOT NULL,
    project_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    message text NOT NULL,
    data jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (job_id, seq),
    CONSTRAINT job_events_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE
);

CREATE TABLE kb.job_artifacts (
    id uuid PRIMARY KEY,
    job_id uuid NOT NULL,
    project_id uuid NOT NULL REFERENCES kb.projects ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> ''),
    media_type text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    sha256 text NOT NULL,
    blob_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_artifacts_job_id_name_key UNIQUE (job_id, name),
    CONSTRAINT job_artifacts_job_id_fkey FOREIGN KEY (job_id, project_id)
        REFERENCES kb.extraction_jobs (id, project_id) ON DELETE CASCADE
);
CREATE INDEX job_artifacts_project_id_idx ON kb.job_artifacts (project_id);
