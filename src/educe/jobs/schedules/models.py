"""The table of schedules. Its SQL is in db/migrations/sql/0002_schedules.sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Organization, Project, User
from educe.db.base import Base, Timestamp


class Schedule(Base):
    """Jobs that start by themselves: once, or by a cron in a timezone."""

    __tablename__ = "schedules"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="schedules_id_project_id_key"),
        Index("schedules_organization_id_idx", "organization_id"),
        Index("schedules_project_id_idx", "project_id", text("id DESC")),
        Index(
            "schedules_due_idx",
            "next_at",
            postgresql_where=text("paused_at IS NULL AND next_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    cron: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime | None] = mapped_column(Timestamp)
    timezone: Mapped[str] = mapped_column(Text, server_default="UTC")
    extractor: Mapped[str] = mapped_column(Text)
    extraction_config: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    file_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    priority: Mapped[str] = mapped_column(Text, server_default="normal")
    catch_up: Mapped[str] = mapped_column(Text, server_default="once")
    next_at: Mapped[datetime | None] = mapped_column(Timestamp)
    last_fired_at: Mapped[datetime | None] = mapped_column(Timestamp)
    paused_at: Mapped[datetime | None] = mapped_column(Timestamp)
    paused_reason: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
