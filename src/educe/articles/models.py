"""Tables of newsletters and articles. Their SQL is in db/migrations/sql/0004_articles.sql."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    REAL,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from educe.accounts.models import Project, User
from educe.db.base import Base, Timestamp, of_same_project

_FOLDED = Text(collation="C")


class Newsletter(Base):
    """A message that a job read."""

    __tablename__ = "newsletters"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="newsletters_id_project_id_key"),
        UniqueConstraint("project_id", "key", name="newsletters_project_id_key_key"),
        of_same_project("job_id", "extraction_jobs", ondelete="SET NULL (job_id)"),
        of_same_project("mailbox_id", "mailboxes", ondelete="SET NULL (mailbox_id)"),
        of_same_project("file_id", "files", ondelete="SET NULL (file_id)"),
        Index(
            "newsletters_received_at_idx", "project_id", text("received_at DESC"), text("id DESC")
        ),
        Index("newsletters_sender_address_idx", "project_id", "sender_address"),
        Index("newsletters_job_id_idx", "job_id"),
        Index("newsletters_mailbox_id_idx", "mailbox_id"),
        Index("newsletters_file_id_idx", "file_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    job_id: Mapped[UUID | None]
    mailbox_id: Mapped[UUID | None]
    file_id: Mapped[UUID | None]
    message_id: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    sender_name: Mapped[str] = mapped_column(Text)
    sender_address: Mapped[str] = mapped_column(Text)
    list_id: Mapped[str] = mapped_column(Text)
    forwarded_by: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Timestamp)
    folded: Mapped[str] = mapped_column(_FOLDED)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class SiteRule(Base):
    """A site that a project always takes or leaves out."""

    __tablename__ = "site_rules"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="site_rules_id_project_id_key"),
        UniqueConstraint("project_id", "host", "path", name="site_rules_once_in_a_project"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    decision: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(_FOLDED)
    path: Mapped[str] = mapped_column(_FOLDED, server_default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class NewsletterLink(Base):
    """A link of a newsletter, and what became of it."""

    __tablename__ = "newsletter_links"
    __table_args__ = (
        of_same_project("newsletter_id", "newsletters"),
        of_same_project("site_rule_id", "site_rules", ondelete="SET NULL (site_rule_id)"),
        Index("newsletter_links_newsletter_id_idx", "newsletter_id", "position"),
        Index("newsletter_links_identity_idx", "project_id", "identity"),
        Index("newsletter_links_host_idx", "project_id", "host"),
        Index(
            "newsletter_links_rejected_idx",
            "project_id",
            text("received_at DESC"),
            text("newsletter_id DESC"),
            "position",
            "id",
            postgresql_where=text("NOT is_kept"),
        ),
        Index(
            "newsletter_links_site_rule_id_idx",
            "site_rule_id",
            postgresql_where=text("site_rule_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    newsletter_id: Mapped[UUID]
    position: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Timestamp)
    url: Mapped[str] = mapped_column(Text)
    target_url: Mapped[str] = mapped_column(Text)
    canonical_url: Mapped[str] = mapped_column(Text)
    identity: Mapped[bytes] = mapped_column(LargeBinary)
    host: Mapped[str] = mapped_column(_FOLDED)
    path: Mapped[str] = mapped_column(_FOLDED)
    site: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[str] = mapped_column(Text)
    snippet: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    kept: Mapped[bool]
    score: Mapped[float] = mapped_column(REAL)
    stage: Mapped[str] = mapped_column(Text)
    rule_id: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    verdicts: Mapped[Any] = mapped_column(JSONB)
    way: Mapped[Any | None] = mapped_column(JSONB)
    published_at: Mapped[datetime | None] = mapped_column(Timestamp)
    description: Mapped[str | None] = mapped_column(Text)
    words: Mapped[int | None]
    overruled: Mapped[bool | None]
    overruled_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    overruled_at: Mapped[datetime | None] = mapped_column(Timestamp)
    site_rule_id: Mapped[UUID | None]
    is_kept: Mapped[bool] = mapped_column(Computed("coalesce(overruled, kept)", persisted=True))
    is_source: Mapped[bool] = mapped_column(
        Computed(
            "coalesce(overruled, kept OR stage = 'duplicate') AND target_url ~ '^https?://'",
            persisted=True,
        )
    )
    folded: Mapped[str] = mapped_column(_FOLDED)


class Article(Base):
    """What the links of one identity lead to."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("id", "project_id", name="articles_id_project_id_key"),
        UniqueConstraint("project_id", "identity", name="articles_project_id_identity_key"),
        Index(
            "articles_received_at_idx",
            "project_id",
            text("received_at DESC"),
            text("newsletter_id DESC"),
            "position",
            "id",
            postgresql_where=text("source_count > 0"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    identity: Mapped[bytes] = mapped_column(LargeBinary)
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    canonical_url: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(Timestamp)
    received_at: Mapped[datetime] = mapped_column(Timestamp)
    newsletter_id: Mapped[UUID]
    position: Mapped[int]
    score: Mapped[float] = mapped_column(REAL)
    description: Mapped[str | None] = mapped_column(Text)
    words: Mapped[int | None]
    source_count: Mapped[int]
    folded: Mapped[str] = mapped_column(_FOLDED)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class ArticleOverrule(Base):
    """A reader's decision on what is an article, remembered for later newsletters."""

    __tablename__ = "article_overrules"

    project_id: Mapped[UUID] = mapped_column(
        ForeignKey(Project.id, ondelete="CASCADE"), primary_key=True
    )
    identity: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    kept: Mapped[bool]
    url: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id, ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class ArticleMark(Base):
    """What a user has read, and has saved for later."""

    __tablename__ = "article_marks"
    __table_args__ = (
        of_same_project("article_id", "articles"),
        Index("article_marks_article_id_idx", "article_id"),
    )

    project_id: Mapped[UUID]
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"), primary_key=True)
    article_id: Mapped[UUID] = mapped_column(primary_key=True)
    read_at: Mapped[datetime | None] = mapped_column(Timestamp)
    saved_at: Mapped[datetime | None] = mapped_column(Timestamp)


class Feed(Base):
    """A secret address where programs read a project's newest articles."""

    __tablename__ = "feeds"
    __table_args__ = (
        UniqueConstraint("secret_hash", name="feeds_secret_hash_key"),
        Index("feeds_project_id_idx", "project_id"),
        Index("feeds_created_by_idx", "created_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID] = mapped_column(ForeignKey(User.id, ondelete="CASCADE"))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    last_read_at: Mapped[datetime | None] = mapped_column(Timestamp)
