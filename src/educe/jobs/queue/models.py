"""Tables of pauses, and of how full the queue was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Double, ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import User
from educe.db.base import Base, Timestamp


class Pause(Base):
    """What takes no work until somebody resumes it."""

    __tablename__ = "pauses"

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True, server_default="")
    reason: Mapped[str] = mapped_column(Text, server_default="")
    paused_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    paused_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class QueueSample(Base):
    """How full the queue was in a minute."""

    __tablename__ = "queue_samples"

    at: Mapped[datetime] = mapped_column(Timestamp, primary_key=True)
    waiting: Mapped[int]
    running: Mapped[int]
    oldest_seconds: Mapped[float | None] = mapped_column(Double)
    workers: Mapped[int]
    slots: Mapped[int]
