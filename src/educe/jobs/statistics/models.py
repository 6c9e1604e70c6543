"""Tables of the counters. How they are kept is told in db/migrations/sql/0002_statistics.sql."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Date,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    Text,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project
from educe.db.base import Base, Timestamp


class JobStatistic(Base):
    """How many jobs of a kind there are, by the day they were created on."""

    __tablename__ = "job_statistics"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    extractor: Mapped[str] = mapped_column(Text, primary_key=True)
    source_type: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str] = mapped_column(Text, primary_key=True)
    jobs: Mapped[int] = mapped_column(BigInteger)
    timed_jobs: Mapped[int] = mapped_column(BigInteger)
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    objects: Mapped[int] = mapped_column(BigInteger)


class JobType(Base):
    """How many jobs name a type that they discovered."""

    __tablename__ = "job_types"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    type: Mapped[str] = mapped_column(Text, primary_key=True)
    jobs: Mapped[int] = mapped_column(BigInteger)


class JobHistory(Base):
    """What happened in an hour."""

    __tablename__ = "job_history"
    __table_args__ = (Index("job_history_hour_idx", "hour"),)

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    hour: Mapped[datetime] = mapped_column(Timestamp, primary_key=True)
    extractor: Mapped[str] = mapped_column(Text, primary_key=True)
    status: Mapped[str] = mapped_column(Text, primary_key=True)
    jobs: Mapped[int] = mapped_column(BigInteger)
    waited_ms: Mapped[int] = mapped_column(BigInteger)
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    items: Mapped[int] = mapped_column(BigInteger)
    failed_items: Mapped[int] = mapped_column(BigInteger)


class JobTime(Base):
    """How many jobs waited or took about so long in an hour."""

    __tablename__ = "job_times"
    __table_args__ = (Index("job_times_hour_idx", "hour"),)

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    hour: Mapped[datetime] = mapped_column(Timestamp, primary_key=True)
    extractor: Mapped[str] = mapped_column(Text, primary_key=True)
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    jobs: Mapped[int] = mapped_column(BigInteger)


class JobChange(Base):
    """A line that waits to be folded into the counters."""

    __tablename__ = "job_changes"
    __table_args__ = (Index("job_changes_project_id_idx", "project_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.clock_timestamp())
    day: Mapped[date] = mapped_column(Date)
    extractor: Mapped[str] = mapped_column(Text)
    source_type: Mapped[str] = mapped_column(Text)
    was: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    timed_jobs: Mapped[int] = mapped_column(SmallInteger)
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    objects: Mapped[int]
    types: Mapped[list[str]] = mapped_column(ARRAY(Text))
    types_before: Mapped[list[str]] = mapped_column(ARRAY(Text))
    waited_ms: Mapped[int] = mapped_column(BigInteger)
    items: Mapped[int]
    failed_items: Mapped[int]
