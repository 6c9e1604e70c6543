"""Two organizations that know nothing of each other, with a row each in every table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from educe.ids import new_id

TENANT_COLUMN = {
    "organizations": "id",
    "members": "organization_id",
    "users": "id",
    "credentials": "user_id",
    "passwords": "user_id",
    "idempotency_keys": "user_id",
    "retention_rules": "organization_id",
    "projects": "id",
}
"""The column that says whose a row is, where it isn't `project_id`."""


@dataclass(frozen=True)
class Tenant:
    """One organization with its owner, one project, and one row of each kind in it."""

    user_id: UUID = field(default_factory=new_id)
    organization_id: UUID = field(default_factory=new_id)
    project_id: UUID = field(default_factory=new_id)
    document_id: UUID = field(default_factory=new_id)
    file_id: UUID = field(default_factory=new_id)
    job_id: UUID = field(default_factory=new_id)
    needed_job_id: UUID = field(default_factory=new_id)
    object_id: UUID = field(default_factory=new_id)
    other_object_id: UUID = field(default_factory=new_id)
    relationship_id: UUID = field(default_factory=new_id)
    mailbox_id: UUID = field(default_factory=new_id)
    newsletter_id: UUID = field(default_factory=new_id)
    article_id: UUID = field(default_factory=new_id)
    site_rule_id: UUID = field(default_factory=new_id)

    def key(self, table: str) -> UUID:
        """What this tenant's rows of the table hold in the column that says whose they are."""
        column = TENANT_COLUMN.get(table, "project_id")
        whose = {"organizations": self.organization_id, "projects": self.project_id}
        names = {"user_id": self.user_id, "organization_id": self.organization_id}
        return whose.get(table) or (
            self.user_id if table == "users" else names.get(column, self.project_id)
        )


def tenant_column(table: str) -> sql.Identifier:
    return sql.Identifier(TENANT_COLUMN.get(table, "project_id"))


def make_tenant(owner: psycopg.Connection) -> Tenant:
    """Writes a tenant as the database's owner."""
    tenant = Tenant()
    with owner.pipeline():
        for table, rows in _rows(tenant).items():
            for row in rows:
                insert(owner, table, **row)
    return tenant


def make_project(owner: psycopg.Connection, tenant: Tenant, *members: UUID) -> UUID:
    """Another project of the tenant's organization, that lists these users."""
    project_id = new_id()
    insert(owner, "projects", id=project_id, organization_id=tenant.organization_id, name="Other")
    for user_id in members:
        insert(owner, "project_members", project_id=project_id, user_id=user_id)
    return project_id


def make_user(owner: psycopg.Connection, *tenants: Tenant, role: str = "member") -> UUID:
    """A user who is a member of these tenants' organizations."""
    user_id = new_id()
    insert(owner, "users", id=user_id, email=f"{user_id}@example.org", name="U")
    for tenant in tenants:
        insert(owner, "members", organization_id=tenant.organization_id, user_id=user_id, role=role)
    return user_id


def make_job(owner: psycopg.Connection, tenant: Tenant, **values: Any) -> UUID:
    """A pending job of the tenant; `values` are columns that differ from the usual."""
    job_id = new_id()
    usual = {
        "organization_id": tenant.organization_id,
        "project_id": tenant.project_id,
        "extractor": "concepts",
        "created_by": tenant.user_id,
    }
    insert(owner, "extraction_jobs", id=job_id, **{**usual, **values})
    return job_id


def make_worker(owner: psycopg.Connection, *, slots: int = 2, **values: Any) -> UUID:
    """A registered worker that has just beaten."""
    worker_id = new_id()
    usual = {"name": "w", "host": "h", "pid": 1, "pid_started_at": 1.0, "version": "0"}
    insert(owner, "workers", id=worker_id, slots=slots, **{**usual, **values})
    return worker_id


def insert(connection: psycopg.Connection, table: str, **row: Any) -> None:
    connection.execute(
        sql.SQL("INSERT INTO kb.{} ({}) VALUES ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        list(row.values()),
    )


def count_of(connection: psycopg.Connection, table: str, tenant: Tenant | None = None) -> int:
    """How many of the table's rows the connection sees: all, or this tenant's."""
    query = sql.SQL("SELECT count(*) FROM kb.{}").format(sql.Identifier(table))
    if tenant is None:
        row = connection.execute(query).fetchone()
    else:
        whose = sql.SQL(" WHERE {} = %s").format(tenant_column(table))
        row = connection.execute(query + whose, [tenant.key(table)]).fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def signed_in(url: str, **settings: object) -> Iterator[psycopg.Connection]:
    """A transaction of a login, with `educe.*` set as given; rolled back at the end."""
    connection = psycopg.connect(url)
    try:
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, true)", [f"educe.{name}", str(value)])
        yield connection
    finally:
        connection.close()


def _rows(t: Tenant) -> dict[str, list[dict[str, Any]]]:
    here: dict[str, Any] = {"project_id": t.project_id}
    job: dict[str, Any] = {"job_id": t.job_id, **here}
    counted: dict[str, Any] = {"extractor": "concepts", "status": "pending", "jobs": 1, **here}
    graph: dict[str, Any] = {"extractor": "concepts", "mention_count": 1, "file_count": 1, **here}
    return {
        "users": [{"id": t.user_id, "email": f"{t.user_id}@example.org", "name": "U"}],
        "organizations": [{"id": t.organization_id, "name": "O"}],
        "members": [{"organization_id": t.organization_id, "user_id": t.user_id, "role": "owner"}],
        "projects": [{"id": t.project_id, "organization_id": t.organization_id, "name": "P"}],
        "project_members": [{"user_id": t.user_id, **here}],
        "credentials": [
            {
                "id": new_id(),
                "user_id": t.user_id,
                "kind": "token",
                "secret_hash": t.user_id.bytes * 2,
            }
        ],
        "passwords": [{"user_id": t.user_id, "hash": "$argon2id$v=19$…"}],
        "idempotency_keys": [
            {"user_id": t.user_id, "key": "once", "request_hash": t.user_id.bytes * 2}
        ],
        "documents": [{"id": t.document_id, "name": "d.pdf", **here}],
        "files": [
            {
                "id": t.file_id,
                "document_id": t.document_id,
                "version": 1,
                "name": "d.pdf",
                "size": 1,
                "sha256": "0" * 64,
                "media_type": "application/pdf",
                "blob_name": str(t.file_id),
                "uploaded_by": t.user_id,
                **here,
            }
        ],
        "file_texts": [{"file_id": t.file_id, "text": "x", "body": Jsonb({}), **here}],
        "file_refusals": [{"file_id": t.file_id, "slug": "too-large", "message": "x", **here}],
        "schedules": [
            {
                "id": new_id(),
                "organization_id": t.organization_id,
                "name": "Nightly",
                "cron": "30 2 * * *",
                "extractor": "concepts",
                "created_by": t.user_id,
                **here,
            }
        ],
        "extraction_jobs": [
            {
                "id": job_id,
                "organization_id": t.organization_id,
                "extractor": "concepts",
                "created_by": t.user_id,
                **here,
            }
            for job_id in (t.needed_job_id, t.job_id)
        ],
        "job_dependencies": [{"needs_id": t.needed_job_id, **job}],
        "job_attempts": [
            {
                "attempt": 1,
                "status": "failed",
                "message": "It broke.",
                "ended_at": "2026-01-01T00:00:00+00:00",
                "total_items": 1,
                "successful_items": 0,
                "failed_items": 1,
                **job,
                "job_id": t.needed_job_id,
            }
        ],
        "job_statistics": [
            {
                "day": "2026-01-01",
                "source_type": "document",
                "timed_jobs": 0,
                "duration_ms": 0,
                "objects": 0,
                **counted,
            }
        ],
        "job_types": [{"type": "Requirement", "jobs": 1, **here}],
        "job_history": [
            {
                "hour": "2026-01-01T00:00:00+00:00",
                "waited_ms": 0,
                "duration_ms": 0,
                "items": 0,
                "failed_items": 0,
                **counted,
            }
        ],
        "job_times": [
            {
                "hour": "2026-01-01T00:00:00+00:00",
                "extractor": "concepts",
                "measure": "wait",
                "bucket": 0,
                "jobs": 1,
                **here,
            }
        ],
        "job_files": [{"position": 0, "file_id": t.file_id, "file_name": "d.pdf", **job}],
        "job_items": [{"seq": 1, "label": "d.pdf", "payload": Jsonb({}), **job}],
        "job_events": [{"seq": 1, "kind": "submitted", "message": "Submitted", **job}],
        "job_artifacts": [
            {
                "id": new_id(),
                "name": "graph.json",
                "media_type": "application/json",
                "size": 2,
                "sha256": "0" * 64,
                "blob_name": str(t.job_id),
                **job,
            }
        ],
        "retention_rules": [{"organization_id": t.organization_id, "completed_days": 7}],
        "archived_jobs": [
            {
                "id": new_id(),
                "organization_id": t.organization_id,
                "extractor": "concepts",
                "source_type": "document",
                "source_metadata": Jsonb({}),
                "extraction_config": Jsonb({}),
                "status": "completed",
                "attempt": 1,
                "total_items": 1,
                "successful_items": 1,
                "failed_items": 0,
                "progress_message": "1 concept",
                "discovered_types": [],
                "object_count": 1,
                "file_count": 1,
                "created_by": t.user_id,
                "created_at": "2026-01-01T00:00:00+00:00",
                "completed_at": "2026-01-01T00:01:00+00:00",
                **here,
            }
        ],
        "resolutions": [
            {
                "url_hash": t.user_id.bytes * 2,
                "outcome": Jsonb({}),
                "expires_at": "2100-01-01T00:00:00+00:00",
                **here,
            }
        ],
        "mailboxes": [
            {
                "id": t.mailbox_id,
                "name": "Mine",
                "kind": "gmail",
                "host": "imap.gmail.com",
                "port": 993,
                "security": "tls",
                "user_name": "reader@example.org",
                "auth": "password",
                "credential": b"sealed",
                "created_by": t.user_id,
                **here,
            }
        ],
        "mail_marks": [
            {
                "mailbox_id": t.mailbox_id,
                "folder": "INBOX",
                "search": t.user_id.bytes * 2,
                "uidvalidity": 1,
                "uidnext": 2,
                "seen_until": "2026-01-01T00:00:00+00:00",
                **here,
            }
        ],
        "mail_messages": [
            {
                "key": t.user_id.bytes * 2,
                "mailbox_id": t.mailbox_id,
                "place": "1/1/INBOX",
                "sender": "news@example.org",
                "subject": "Issue 1",
                **job,
            }
        ],
        "newsletters": [
            {
                "id": t.newsletter_id,
                "key": t.user_id.bytes * 2,
                "mailbox_id": t.mailbox_id,
                "file_id": t.file_id,
                "message_id": "1@example.org",
                "subject": "Issue 1",
                "sender_name": "News",
                "sender_address": "news@example.org",
                "list_id": "",
                "forwarded_by": "",
                "received_at": "2026-01-01T00:00:00+00:00",
                "folded": " issue 1",
                **job,
            }
        ],
        "site_rules": [
            {
                "id": t.site_rule_id,
                "decision": "block",
                "host": "example.org",
                "created_by": t.user_id,
                **here,
            }
        ],
        "newsletter_links": [
            {
                "id": new_id(),
                "newsletter_id": t.newsletter_id,
                "position": 0,
                "received_at": "2026-01-01T00:00:00+00:00",
                "url": "https://example.org/a",
                "target_url": "https://example.org/a",
                "canonical_url": "https://example.org/a",
                "identity": t.user_id.bytes * 2,
                "host": "example.org",
                "path": "/a",
                "site": "example.org",
                "title": "A",
                "text": "A",
                "heading": "",
                "snippet": "",
                "kind": "article",
                "kept": True,
                "score": 1.0,
                "stage": "score",
                "rule_id": "score",
                "reason": "It reads like one.",
                "verdicts": Jsonb([]),
                "overruled": False,
                "overruled_by": t.user_id,
                "overruled_at": "2026-01-01T00:00:00+00:00",
                "site_rule_id": t.site_rule_id,
                "folded": " a",
                **here,
            }
        ],
        "articles": [
            {
                "id": t.article_id,
                "identity": t.user_id.bytes * 2,
                "title": "A",
                "url": "https://example.org/a",
                "canonical_url": "https://example.org/a",
                "site": "example.org",
                "received_at": "2026-01-01T00:00:00+00:00",
                "newsletter_id": t.newsletter_id,
                "position": 0,
                "score": 1.0,
                "source_count": 1,
                "folded": " a",
                **here,
            }
        ],
        "article_overrules": [
            {
                "identity": t.user_id.bytes * 2,
                "kept": False,
                "url": "https://example.org/a",
                "by": t.user_id,
                **here,
            }
        ],
        "article_marks": [{"article_id": t.article_id, "user_id": t.user_id, **here}],
        "feeds": [
            {
                "id": new_id(),
                "name": "Mine",
                "created_by": t.user_id,
                "secret_hash": t.user_id.bytes * 2,
                **here,
            }
        ],
        "graphs": [here],
        "mentions": [
            {"file_id": t.file_id, "extractor": "concepts", "part": 0, "body": Jsonb({}), **job}
        ],
        "objects": [
            {"id": t.object_id, "type": "concept", "key": "a", "name": "A", **graph},
            {"id": t.other_object_id, "type": "concept", "key": "b", "name": "B", **graph},
        ],
        "relationships": [
            {
                "id": t.relationship_id,
                "type": "part of",
                "source_id": t.object_id,
                "target_id": t.other_object_id,
                "confidence": 1.0,
                **here,
            }
        ],
        "evidence": [
            {
                "id": new_id(),
                of: of_what,
                "file_id": t.file_id,
                "quote_start": 0,
                "quote_end": 1,
                "quote": "x",
                "match": "verbatim",
                "score": 1.0,
                **here,
            }
            for of, of_what in (
                ("object_id", t.object_id),
                ("relationship_id", t.relationship_id),
            )
        ],
    }
