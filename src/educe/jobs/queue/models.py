"""Tables of plans and pauses."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, func
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
