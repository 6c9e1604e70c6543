"""What is known of links that were followed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project
from educe.db.base import Base, Timestamp


class CachedResolution(Base):
    """Where a link led to, for one project: tracking links are personal."""

    __tablename__ = "resolutions"
    __table_args__ = (Index("resolutions_expires_at_idx", "expires_at"),)

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    url_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    outcome: Mapped[Any] = mapped_column(JSONB)
    resolved_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(Timestamp)
