"""Tables of limits that hold for the whole fleet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from educe.db.base import Base, Timestamp


class LimitLease(Base):
    """How many slots of a name some process holds, and until when."""

    __tablename__ = "limit_leases"
    __table_args__ = (Index("limit_leases_expires_at_idx", "expires_at"),)

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    holder: Mapped[UUID] = mapped_column(primary_key=True)
    slots: Mapped[int]
    since: Mapped[datetime] = mapped_column(Timestamp)
    expires_at: Mapped[datetime] = mapped_column(Timestamp)
