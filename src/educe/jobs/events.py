"""Live events: who changes a job says so, apart from the work's transactions and not too often.

A notification carries words. A word is a job's id, or `job@project` where who says it knows the
project: only so can those who may see that project hear that a job is gone. `files@project` says
that the project's files have changed. They are hints: a reader fetches what is new from
kb.job_events by number, so a lost notification delays but loses nothing.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

CHANNEL = "educe_jobs"
_log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.05
_WORDS_PER_NOTIFICATION = 100  # 74 bytes each; 8 kB is PostgreSQL's limit


@dataclass(frozen=True, slots=True)
class Change:
    """A job has changed, or is gone."""

    job_id: UUID
    project_id: UUID | None = None


ProjectPart = Literal["project", "files", "graph", "articles"]


@dataclass(frozen=True, slots=True)
class ProjectChange:
    """A project has changed: its name, its files, its graph, or what readers say of its articles.
    When a job's end changes the graph or the articles, the job's own change says so."""

    project_id: UUID
    part: ProjectPart


AnyChange = Change | ProjectChange


class Announcer:
    """Tells every API process which jobs have changed, together and throttled."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        self._pool = pool
        self._changes: set[Change] = set()
        self._something = asyncio.Event()

    def changed(self, job_id: UUID, project_id: UUID | None = None) -> None:
        """Name the project of a job that was deleted."""
        self._changes.add(Change(job_id, project_id))
        self._something.set()

    async def run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            changes, self._changes = self._changes, set()
            try:
                async with self._pool.connection() as connection:
                    await notify(connection, changes)
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                _log.info("nobody was told of changes, the database is away: %s", error)
            await asyncio.sleep(_EVERY_SECONDS)


_PARTS: dict[str, ProjectPart] = {part: part for part in get_args(ProjectPart)}


async def notify(connection: AsyncConnection, changes: Iterable[AnyChange]) -> None:
    """Tells whoever listens."""
    words = [_word(change) for change in changes]
    for start in range(0, len(words), _WORDS_PER_NOTIFICATION):
        payload = " ".join(words[start : start + _WORDS_PER_NOTIFICATION])
        await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])


def _word(change: AnyChange) -> str:
    if isinstance(change, ProjectChange):
        return f"{change.part}@{change.project_id}"
    return f"{change.job_id}@{change.project_id}" if change.project_id else str(change.job_id)


def changes_told(payload: str) -> Iterator[AnyChange]:
    """What a notification says. Words that aren't ours are left out."""
    for word in payload.split():
        what, _, project = word.partition("@")
        try:
            if what in _PARTS:
                yield ProjectChange(UUID(project), _PARTS[what])
            else:
                yield Change(UUID(what), UUID(project) if project else None)
        except ValueError:
            continue
