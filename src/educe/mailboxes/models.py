"""The tables of mailboxes. Their SQL is in db/migrations/sql/0003_mailboxes.sql."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project, User
from educe.db.base import Base, Timestamp, of_same_project


class Mailbox(Base):
    """A mailbox of a project, and what signs in to it, sealed."""

    __tablename__ = "mailboxes"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="mailboxes_id_project_id_key"),
        UniqueConstraint("project_id", "host", "user_name", name="mailboxes_once_in_a_project"),
        Index(
            "mailboxes_default_key",
            "created_by",
            unique=True,
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    port: Mapped[int]
    security: Mapped[str] = mapped_column(Text)
    user_name: Mapped[str] = mapped_column(Text)
    auth: Mapped[str] = mapped_column(Text)
    credential: Mapped[bytes] = mapped_column(LargeBinary)
    refreshing: Mapped[UUID | None]
    refreshing_until: Mapped[datetime | None] = mapped_column(Timestamp)
    folder: Mapped[str] = mapped_column(Text, server_default="INBOX")
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    last_checked: Mapped[datetime | None] = mapped_column(Timestamp)
    last_problem: Mapped[str | None] = mapped_column(Text)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class MailMark(Base):
    """How far a folder was read for one kind of search."""

    __tablename__ = "mail_marks"
    __table_args__ = (of_same_project("mailbox_id", "mailboxes"),)

    project_id: Mapped[UUID]
    mailbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(Text, primary_key=True)
    search: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    uidnext: Mapped[int] = mapped_column(BigInteger)
    seen_until: Mapped[datetime] = mapped_column(Timestamp)
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class MailMessage(Base):
    """A message that some job had or has."""

    __tablename__ = "mail_messages"
    __table_args__ = (
        of_same_project("mailbox_id", "mailboxes", ondelete="SET NULL (mailbox_id)"),
        of_same_project("job_id", "extraction_jobs", ondelete="SET NULL (job_id)"),
        Index("mail_messages_place_idx", "mailbox_id", "place"),
        Index("mail_messages_job_id_idx", "job_id"),
    )

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    mailbox_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime | None] = mapped_column(Timestamp)
    sender: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    job_id: Mapped[UUID | None]
    processed_at: Mapped[datetime | None] = mapped_column(Timestamp)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
