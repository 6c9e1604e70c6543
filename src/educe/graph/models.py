"""Tables of the graph. Their SQL, with its constraints, is in db/migrations/sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import REAL, BigInteger, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project
from educe.db.base import Base, Timestamp, of_same_project


class Graph(Base):
    """A project's graph: its version goes up with each change."""

    __tablename__ = "graphs"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(BigInteger, server_default="0")
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Mentions(Base):
    """What one part of a file mentions: `educe.graph.mentions.FileMentions`."""

    __tablename__ = "mentions"
    __table_args__ = (
        Index("mentions_project_id_idx", "project_id", "extractor"),
        Index("mentions_job_id_idx", "job_id"),
        of_same_project("file_id", "files"),
        of_same_project("job_id", "extraction_jobs", ondelete="SET NULL (job_id)"),
    )

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    extractor: Mapped[str] = mapped_column(Text, primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    job_id: Mapped[UUID | None]
    body: Mapped[Any] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Object(Base):
    """A concept or a typed object."""

    __tablename__ = "objects"
    __table_args__ = (
        UniqueConstraint(
            "project_id",
            "extractor",
            "type",
            "key",
            name="objects_project_id_extractor_type_key_key",
        ),
        UniqueConstraint("id", "project_id", name="objects_id_project_id_key"),
        Index("objects_centrality_idx", "project_id", text("centrality DESC")),
        Index("objects_name_idx", "project_id", "folded_name", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    extractor: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    definition: Mapped[str | None] = mapped_column(Text)
    centrality: Mapped[float] = mapped_column(REAL, server_default="0")
    mention_count: Mapped[int]
    file_count: Mapped[int]
    community: Mapped[int | None]
    folded_name: Mapped[str] = mapped_column(Text(collation="C"), server_default="")
    folded_text: Mapped[str] = mapped_column(Text(collation="C"), server_default="")
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Relationship(Base):
    """How one object relates to another."""

    __tablename__ = "relationships"
    __table_args__ = (
        UniqueConstraint(
            "source_id", "type", "target_id", name="relationships_source_id_type_target_id_key"
        ),
        Index("relationships_project_id_idx", "project_id"),
        Index("relationships_target_id_idx", "target_id"),
        UniqueConstraint("id", "project_id", name="relationships_id_project_id_key"),
        of_same_project("source_id", "objects"),
        of_same_project("target_id", "objects"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(Text)
    source_id: Mapped[UUID]
    target_id: Mapped[UUID]
    confidence: Mapped[float] = mapped_column(REAL)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Evidence(Base):
    """The words that an object or a relationship was read from, and where they stand."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(
            "evidence_object_id_idx", "object_id", postgresql_where=text("object_id IS NOT NULL")
        ),
        Index(
            "evidence_relationship_id_idx",
            "relationship_id",
            postgresql_where=text("relationship_id IS NOT NULL"),
        ),
        Index("evidence_file_id_idx", "file_id"),
        Index("evidence_project_id_idx", "project_id"),
        of_same_project("object_id", "objects"),
        of_same_project("relationship_id", "relationships"),
        of_same_project("file_id", "files"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    object_id: Mapped[UUID | None]
    relationship_id: Mapped[UUID | None]
    file_id: Mapped[UUID]
    page: Mapped[int | None]
    quote_start: Mapped[int]
    quote_end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    name_start: Mapped[int | None]
    name_end: Mapped[int | None]
    is_definition: Mapped[bool] = mapped_column(server_default=text("false"))
    match: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(REAL)
