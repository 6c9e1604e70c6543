"""Tables of jobs. Their SQL, with its constraints and triggers, is in db/migrations/sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Double,
    ForeignKey,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Organization, Project, User
from educe.db.base import Base, Timestamp, of_same_project
from educe.jobs.schedules import models as _schedules  # noqa: F401 - jobs name their schedule

_ACTIVE = text("status = ANY (ARRAY['pending'::text, 'running'::text])")
_NEWEST = text("created_at DESC")
_SCHEDULED = text("schedule_id IS NOT NULL")


class Worker(Base):
    """A process that runs jobs, and its last beat."""

    __tablename__ = "workers"
    __table_args__ = (
        Index("workers_alive_idx", "beat_at", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    machine: Mapped[str | None] = mapped_column(Text)
    pid: Mapped[int]
    pid_started_at: Mapped[float] = mapped_column(Double)
    version: Mapped[str] = mapped_column(Text)
    slots: Mapped[int]
    memory_bytes: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    beat_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(Timestamp)
    end_reason: Mapped[str | None] = mapped_column(Text)
    paused_at: Mapped[datetime | None] = mapped_column(Timestamp)
    paused_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))


class Job(Base):
    """One run of one extractor over chosen sources with one validated config."""

    __tablename__ = "extraction_jobs"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="extraction_jobs_id_project_id_key"),
        Index("extraction_jobs_project_idx", "project_id", _NEWEST),
        Index("extraction_jobs_status_idx", "status", _NEWEST),
        Index("extraction_jobs_project_status_idx", "project_id", "status", _NEWEST),
        Index("extraction_jobs_source_idx", "source_type", "source_id"),
        Index("extraction_jobs_created_by_idx", "created_by", _NEWEST),
        Index("extraction_jobs_active_idx", "created_by", "admitted_at", postgresql_where=_ACTIVE),
        Index(
            "extraction_jobs_organization_active_idx", "organization_id", postgresql_where=_ACTIVE
        ),
        Index("extraction_jobs_retried_from_idx", "retried_from"),
        Index(
            "extraction_jobs_waiting_idx",
            text("COALESCE(created_by, '00000000-0000-0000-0000-000000000000'::uuid)"),
            "priority",
            "ranked_at",
            "id",
            postgresql_where=text(
                "status = 'pending'::text AND admitted_at IS NULL AND runner = 'worker'::text"
            ),
        ),
        Index(
            "extraction_jobs_done_idx",
            "extractor",
            text("completed_at DESC"),
            postgresql_where=text("status = 'completed'::text"),
        ),
        Index(
            "extraction_jobs_ended_idx",
            "organization_id",
            "status",
            "completed_at",
            postgresql_where=text("completed_at IS NOT NULL"),
        ),
        of_same_project("retried_from", "extraction_jobs", ondelete="SET NULL (retried_from)"),
        Index(
            "extraction_jobs_schedule_moment_key",
            "schedule_id",
            "fire_at",
            unique=True,
            postgresql_where=_SCHEDULED,
        ),
        Index("extraction_jobs_schedule_idx", "schedule_id", _NEWEST, postgresql_where=_SCHEDULED),
        of_same_project("schedule_id", "schedules", ondelete="SET NULL (schedule_id)"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    extractor: Mapped[str] = mapped_column(Text)
    source_type: Mapped[str] = mapped_column(Text, server_default="document")
    source_id: Mapped[str | None] = mapped_column(Text)
    source_metadata: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    extraction_config: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    priority: Mapped[str] = mapped_column(Text, server_default="normal")
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    attempt: Mapped[int] = mapped_column(server_default="1")
    total_items: Mapped[int] = mapped_column(server_default="0")
    processed_items: Mapped[int] = mapped_column(server_default="0")
    successful_items: Mapped[int] = mapped_column(server_default="0")
    failed_items: Mapped[int] = mapped_column(server_default="0")
    progress: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    progress_message: Mapped[str] = mapped_column(Text, server_default="")
    discovered_types: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_objects: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default="{}")
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error_message: Mapped[str | None] = mapped_column(Text)
    error_details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    started_at: Mapped[datetime | None] = mapped_column(Timestamp)
    completed_at: Mapped[datetime | None] = mapped_column(Timestamp)
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    run_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    admitted_at: Mapped[datetime | None] = mapped_column(Timestamp)
    delivered_at: Mapped[datetime | None] = mapped_column(Timestamp)
    planned_at: Mapped[datetime | None] = mapped_column(Timestamp)
    stage_worker: Mapped[UUID | None]
    stage_token: Mapped[UUID | None]
    stage_deadline: Mapped[datetime | None] = mapped_column(Timestamp)
    stage_failures: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    stage_crashes: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    cancel_requested_at: Mapped[datetime | None] = mapped_column(Timestamp)
    cancel_requested_by: Mapped[UUID | None] = mapped_column(
        ForeignKey(User.id, ondelete="SET NULL")
    )
    event_seq: Mapped[int] = mapped_column(server_default="0")
    progress_event_at: Mapped[datetime] = mapped_column(Timestamp, server_default="epoch")
    runner: Mapped[str] = mapped_column(Text, server_default="worker")
    queued_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    ranked_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    extracted_at: Mapped[datetime | None] = mapped_column(Timestamp)
    resumed_items: Mapped[int] = mapped_column(server_default="0")
    last_worker: Mapped[str | None] = mapped_column(Text)
    retried_from: Mapped[UUID | None]
    schedule_id: Mapped[UUID | None]
    fire_at: Mapped[datetime | None] = mapped_column(Timestamp)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default="{}")
    declared_steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")


class JobFile(Base):
    """A file that a job reads."""

    __tablename__ = "job_files"
    __table_args__ = (
        Index("job_files_file_id_idx", "file_id", text("job_id DESC")),
        Index("job_files_project_id_idx", "project_id"),
        of_same_project("job_id", "extraction_jobs"),
        of_same_project("file_id", "files", ondelete="SET NULL (file_id)"),
    )

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    file_id: Mapped[UUID | None]
    file_name: Mapped[str] = mapped_column(Text)


class JobItem(Base):
    """The unit of work, checkpoint and counting inside a job."""

    __tablename__ = "job_items"
    __table_args__ = (
        Index(
            "job_items_pending_idx", "job_id", "seq", postgresql_where=text("status = 'pending'")
        ),
        Index("job_items_token_idx", "token", postgresql_where=text("status = 'running'")),
        Index("job_items_worker_idx", "worker_id", postgresql_where=text("status = 'running'")),
        of_same_project("job_id", "extraction_jobs"),
        Index("job_items_failed_idx", "job_id", "seq", postgresql_where=text("status = 'failed'")),
    )

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(Text)
    payload: Mapped[Any] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    crashes: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    losses: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    suspect: Mapped[bool] = mapped_column(server_default=text("false"))
    due_at: Mapped[datetime] = mapped_column(Timestamp, server_default="epoch")
    worker_id: Mapped[UUID | None]
    token: Mapped[UUID | None]
    deadline: Mapped[datetime | None] = mapped_column(Timestamp)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    result: Mapped[Any | None] = mapped_column(JSONB)
    started_at: Mapped[datetime | None] = mapped_column(Timestamp)
    ended_at: Mapped[datetime | None] = mapped_column(Timestamp)


class JobEvent(Base):
    """One line of a job's append-only history."""

    __tablename__ = "job_events"
    __table_args__ = (of_same_project("job_id", "extraction_jobs"),)

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.clock_timestamp())
    kind: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


class JobArtifact(Base):
    """A file that a job wrote."""

    __tablename__ = "job_artifacts"
    __table_args__ = (
        UniqueConstraint("job_id", "name", name="job_artifacts_job_id_name_key"),
        Index("job_artifacts_project_id_idx", "project_id"),
        Index("job_artifacts_blob_name_idx", "blob_name"),
        of_same_project("job_id", "extraction_jobs"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    job_id: Mapped[UUID]
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    blob_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    item_seq: Mapped[int | None]


class JobDependency(Base):
    """A job that must have ended in a certain way before this one may run."""

    __tablename__ = "job_dependencies"
    __table_args__ = (
        Index("job_dependencies_needs_id_idx", "needs_id"),
        of_same_project("job_id", "extraction_jobs"),
        of_same_project("needs_id", "extraction_jobs"),
    )

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    needs_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    condition: Mapped[str] = mapped_column(Text, server_default="success")


class JobAttempt(Base):
    """An attempt that has ended."""

    __tablename__ = "job_attempts"
    __table_args__ = (of_same_project("job_id", "extraction_jobs"),)

    job_id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    worker: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime | None] = mapped_column(Timestamp)
    ended_at: Mapped[datetime] = mapped_column(Timestamp)
    total_items: Mapped[int]
    successful_items: Mapped[int]
    failed_items: Mapped[int]
