"""Tables of accounts. Their SQL, with its constraints, is in db/migrations/sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.db.base import Base, Timestamp


class Organization(Base):
    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    max_running_jobs: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Plan(Base):
    """What an account has subscribed to: how many of its jobs run at a time, and how they rank."""

    __tablename__ = "plans"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    head_start_minutes: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    max_running_jobs: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="users_email_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    is_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    max_running_jobs: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    disabled_at: Mapped[datetime | None] = mapped_column(Timestamp)
    plan: Mapped[str | None] = mapped_column(
        ForeignKey(Plan.name, onupdate="CASCADE", ondelete="SET NULL")
    )


class Member(Base):
    __tablename__ = "members"

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    __table_args__ = (Index("members_user_id_idx", "user_id"),)


class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (Index("projects_organization_id_idx", "organization_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text, server_default="project")
    name: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class ProjectMember(Base):
    __tablename__ = "project_members"
    __table_args__ = (Index("project_members_user_id_idx", "user_id"),)

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class Password(Base):
    """What a user's password is compared with."""

    __tablename__ = "passwords"

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class SignInAttempt(Base):
    """How often a password was guessed wrong lately: for an account, from an address…"""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index("sign_in_attempts_last_at_idx", "last_at"),)

    scope: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[float] = mapped_column(Double)
    last_at: Mapped[datetime] = mapped_column(Timestamp)


class Credential(Base):
    """A bearer token, a browser's session, a one-time sign-in link, or the mark of a browser that
    has signed in before: the hash of its secret."""

    __tablename__ = "credentials"
    __table_args__ = (
        UniqueConstraint("secret_hash", name="credentials_secret_hash_key"),
        Index("credentials_user_id_idx", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, server_default="")
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    expires_at: Mapped[datetime | None] = mapped_column(Timestamp)
    used_at: Mapped[datetime | None] = mapped_column(Timestamp)
    opened_by: Mapped[str | None] = mapped_column(Text)


class IdempotencyKey(Base):
    """A request that made something, and its answer: sent again, it makes nothing more."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("idempotency_keys_created_at_idx", "created_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    body: Mapped[Any | None] = mapped_column(JSONB)
    location: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
