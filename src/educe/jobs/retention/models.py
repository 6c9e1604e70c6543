"""Tables of retention. Their SQL is in db/migrations/sql/0002_retention.sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Organization, Project, User
from educe.db.base import Base, Timestamp


class RetentionRule(Base):
    """For how many days an organization keeps its ended jobs, where it decided that itself."""

    __tablename__ = "retention_rules"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True
    )
    completed_days: Mapped[int | None]
    failed_days: Mapped[int | None]
    cancelled_days: Mapped[int | None]


class ArchivedJob(Base):
    """What remains of a job whose time was over."""

    __tablename__ = "archived_jobs"
    __table_args__ = (
        Index("archived_jobs_project_idx", "project_id", text("created_at DESC"), text("id DESC")),
        Index("archived_jobs_organization_id_idx", "organization_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    extractor: Mapped[str] = mapped_column(Text)
    source_type: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(Text)
    source_metadata: Mapped[dict[str, Any]] = mapped_column(JSONB)
    extraction_config: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(Text)
    attempt: Mapped[int]
    total_items: Mapped[int]
    successful_items: Mapped[int]
    failed_items: Mapped[int]
    progress_message: Mapped[str] = mapped_column(Text)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error_message: Mapped[str | None] = mapped_column(Text)
    discovered_types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    object_count: Mapped[int]
    file_count: Mapped[int]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp)
    started_at: Mapped[datetime | None] = mapped_column(Timestamp)
    completed_at: Mapped[datetime] = mapped_column(Timestamp)
    archived_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class BlobCollection(Base):
    """Where the search for blobs that nothing names has come to."""

    __tablename__ = "blob_collections"

    prefix: Mapped[str] = mapped_column(Text, primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(Timestamp)
    after: Mapped[str | None] = mapped_column(Text)
    deleted_blobs: Mapped[int] = mapped_column(BigInteger, server_default="0")
    deleted_bytes: Mapped[int] = mapped_column(BigInteger, server_default="0")
