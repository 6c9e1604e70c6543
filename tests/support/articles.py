"""Newsletters put into the database as an extraction leaves them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from educe.articles.found import FoundLink, FoundNewsletter, VerdictNote
from educe.articles.store import ArticleStore
from educe.db.session import Database
from educe.documents.files import query_in
from educe.ids import new_id
from educe.limits.slots import Query
from tests.support.databases import TestDatabase

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
KEPT = VerdictNote(stage="score", rule_id="score", reason="Reads like an article.", score=0.9,
                   decision="keeps")  # fmt: skip
WAYS_OUT = {
    "mail": "sponsor-section",
    "host": "social",
    "path": "login",
    "score": "score",
    "duplicate": "seen-before",
}


def link(target: str, title: str = "", *, out: str | None = None, **other: Any) -> FoundLink:
    """A kept link, or one left `out` at that stage. The identity is the address without scheme."""
    parts = urlsplit(target)
    decided = KEPT if out is None else rejection(out)
    usual: dict[str, Any] = {
        "position": 0,
        "url": f"https://click.example.net/?to={target}",
        "target_url": target,
        "canonical_url": target,
        "identity": target.partition("://")[2].rstrip("/"),
        "site": ".".join((parts.hostname or "").split(".")[-2:]),
        "title": title,
        "text": title,
        "heading": "",
        "snippet": f"{title} and what is around it",
        "kind": "article" if out in (None, "duplicate") else "other",
        "kept": out is None,
        "score": 0.9 if out is None else 0.0,
        "verdicts": (decided,),
    }
    return FoundLink(**{**usual, **other})


def rejection(stage: str) -> VerdictNote:
    return VerdictNote(
        stage=stage,
        rule_id=WAYS_OUT.get(stage, stage),
        reason=f"Left out at the stage {stage}.",
        score=-1.0,
        decision="rejects",
    )


def newsletter(subject: str, *links: FoundLink, day: int = 0, **other: Any) -> FoundNewsletter:
    """One that came so many days after Monday; its links stand in their order."""
    placed = tuple(one.model_copy(update={"position": n}) for n, one in enumerate(links))
    usual: dict[str, Any] = {
        "key": hashlib.sha256(subject.encode(errors="surrogatepass")).hexdigest(),
        "subject": subject,
        "sender_name": "The Weekly",
        "sender_address": "weekly@news.example.org",
        "received_at": MONDAY + timedelta(days=day),
        "links": placed,
    }
    return FoundNewsletter(**{**usual, **other})


class Newsroom:
    """A project with a job that read newsletters, and its users."""

    def __init__(self, database: TestDatabase, api: Database, project_id: UUID | str) -> None:
        self._database = database
        self._api = api
        self.project_id = UUID(str(project_id))
        self.job_id = self.job()

    def job(self) -> UUID:
        job_id = new_id()
        with psycopg.connect(self._database.owner_url) as owner:
            owner.execute("SET LOCAL session_replication_role = replica")  # it has ended already
            owner.execute(
                "INSERT INTO kb.extraction_jobs (id, organization_id, project_id, extractor,"
                " status, completed_at)"
                " SELECT %s, organization_id, id, 'newsletters', 'cancelled', now()"
                " FROM kb.projects WHERE id = %s",
                [job_id, self.project_id],
            )
        return job_id

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[Query, ArticleStore]]:
        """A worker's transaction at a job of the project."""
        async with await AsyncConnection.connect(self._database.worker_url) as connection:
            query = query_of(connection)
            await query("SELECT set_config('educe.project_id', %s, true)", str(self.project_id))
            yield query, ArticleStore(query, self.project_id)

    async def record(self, *newsletters: FoundNewsletter, job_id: UUID | None = None) -> None:
        async with self.at_work() as (_, store):
            await store.record(job_id or self.job_id, newsletters)

    def record_now(self, *newsletters: FoundNewsletter) -> None:
        """For tests that don't wait; a loop may be running."""
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self.record(*newsletters)).result()

    def forget_job(self) -> None:
        with psycopg.connect(self._database.owner_url) as owner:
            owner.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", [self.job_id])

    @asynccontextmanager
    async def as_user(self, user_id: UUID) -> AsyncIterator[Query]:
        """A transaction of the API's, in the user's name."""
        async with self._api.session(user_id) as session:
            yield await query_in(session)


def query_of(connection: AsyncConnection) -> Query:
    async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        cursor = await connection.execute(statement.encode(), values)
        return await cursor.fetchall() if cursor.description else []

    return query
