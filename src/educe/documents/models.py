"""Tables of documents. Their SQL, with its constraints, is in db/migrations/sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Computed,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project, User
from educe.db.base import Base, Timestamp, of_same_project


class Document(Base):
    """A name in a project, that files are the versions of."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("project_id", "name", name="documents_project_id_name_key"),
        UniqueConstraint("id", "project_id", name="documents_id_project_id_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class File(Base):
    """One upload. Its bytes never change."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("document_id", "version", name="files_document_id_version_key"),
        UniqueConstraint("blob_name", name="files_blob_name_key"),
        UniqueConstraint("id", "project_id", name="files_id_project_id_key"),
        of_same_project("document_id", "documents"),
        Index("files_project_id_idx", "project_id", text("created_at DESC")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    document_id: Mapped[UUID]
    version: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    blob_name: Mapped[str] = mapped_column(Text)
    uploaded_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class FileText(Base):
    """What reading the file gave, made once."""

    __tablename__ = "file_texts"
    __table_args__ = (
        Index("file_texts_project_id_idx", "project_id"),
        of_same_project("file_id", "files"),
    )

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    places: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    pages: Mapped[int | None] = mapped_column(Computed("(body ->> 'pages')::integer"))
    characters: Mapped[int] = mapped_column(Computed("char_length(text)"))
    warnings: Mapped[int | None] = mapped_column(Computed("jsonb_array_length(body -> 'warnings')"))


class FileRefusal(Base):
    """Why the file can't be read, as the last try said."""

    __tablename__ = "file_refusals"
    __table_args__ = (
        Index("file_refusals_project_id_idx", "project_id"),
        of_same_project("file_id", "files"),
    )

    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
