"""A small world in a test's database: users with an organization and a project each, their jobs,
and workers that run them."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from educe.db.session import Database
from educe.extractors.registry import Registry
from educe.ids import new_id
from educe.jobs.cancel import cancel
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.retry import RetryFrom, retry
from educe.jobs.rules import Rules
from educe.jobs.states import Priority
from educe.jobs.submit import NewJob, submit
from educe.jobs.work.worker import Worker
from educe.settings import Settings
from tests.support.databases import TestDatabase

T = TypeVar("T")
EXTRACTORS = [
    "educe.testing.scripted:ScriptedExtractor",
    "educe.testing.scripted:ScriptedWaitingExtractor",
    "educe.testing.scripted:ScriptedCountingExtractor",
]


@dataclass(frozen=True)
class Person:
    """A user with an organization and a project of their own."""

    id: UUID
    organization_id: UUID
    project_id: UUID


class World:
    def __init__(self, database: TestDatabase, folder: Path, **settings: Any) -> None:
        self.database = database
        self.folder = folder
        self.settings = Settings(
            home=folder, extractors=EXTRACTORS, **{"sweep_seconds": 0.2, **settings}
        )
        self.rules = Rules(Registry(EXTRACTORS), ProcrastinateSender())
        self.api = Database(database.api_url, pool_size=4)

    def person(self, *, max_running_jobs: int | None = None) -> Person:
        made = Person(new_id(), new_id(), new_id())
        with psycopg.connect(self.database.owner_url) as connection:
            connection.execute(
                "INSERT INTO kb.users (id, email, name, max_running_jobs) VALUES (%s, %s, 'P', %s)",
                [made.id, f"{made.id}@example.org", max_running_jobs],
            )
            connection.execute(
                "INSERT INTO kb.organizations (id, name) VALUES (%s, 'O')", [made.organization_id]
            )
            connection.execute(
                "INSERT INTO kb.members VALUES (%s, %s, 'owner')", [made.organization_id, made.id]
            )
            connection.execute(
                "INSERT INTO kb.projects (id, organization_id, name) VALUES (%s, %s, 'P')",
                [made.project_id, made.organization_id],
            )
        return made

    async def submit(
        self,
        person: Person,
        *,
        extractor: str = "scripted",
        priority: Priority = Priority.NORMAL,
        **script: Any,
    ) -> UUID:
        async with self.api.session(person.id) as session:
            new = NewJob(person.project_id, extractor, script, priority=priority)
            return await submit(session, self.rules, new, user_id=person.id)

    async def cancel(self, person: Person, job_id: UUID, *, force: bool = False) -> None:
        async with self.api.session(person.id) as session:
            await cancel(session, self.rules, job_id, user_id=person.id, force=force)

    async def retry(
        self,
        person: Person,
        job_id: UUID,
        *,
        begin: RetryFrom = RetryFrom.CHECKPOINT,
        items: Sequence[int] | None = None,
    ) -> None:
        async with self.api.session(person.id) as session:
            await retry(session, self.rules, job_id, begin=begin, items=items)

    def row(self, job_id: UUID) -> dict[str, Any]:
        found = self.rows("SELECT * FROM kb.extraction_jobs WHERE id = %s", job_id)
        return found[0]

    def items(self, job_id: UUID) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM kb.job_items WHERE job_id = %s ORDER BY seq", job_id)

    def events(self, job_id: UUID) -> list[dict[str, Any]]:
        return self.rows("SELECT * FROM kb.job_events WHERE job_id = %s ORDER BY seq", job_id)

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        with psycopg.connect(self.database.owner_url, row_factory=dict_row) as connection:
            return connection.execute(statement, values).fetchall()

    def execute(self, statement: str, *values: Any) -> None:
        with psycopg.connect(self.database.owner_url) as connection:
            connection.execute(statement, values)

    async def until_status(
        self, job_id: UUID, *statuses: str, within: float = 90
    ) -> dict[str, Any]:
        return await until(
            lambda: row if (row := self.row(job_id))["status"] in statuses else None,
            within=within,
            otherwise=lambda: f"{self.row(job_id)} {self.events(job_id)}",
        )

    async def until_ended(
        self, job_id: UUID, within: float = 90, every: float = 0.02
    ) -> dict[str, Any]:
        return await until(
            lambda: row if (row := self.row(job_id))["completed_at"] else None,
            within=within,
            every=every,
            otherwise=lambda: f"{self.row(job_id)} {self.events(job_id)}",
        )

    @asynccontextmanager
    async def worker(self, **settings: Any) -> AsyncIterator[Worker]:
        """A worker in this process, with child processes of its own; drained at the end."""
        given = self.settings.model_copy(update=settings)
        async with Worker(given, self.database.worker_url).running() as worker:
            yield worker

    @asynccontextmanager
    async def worker_process(self, **settings: Any) -> AsyncIterator["WorkerProcess"]:
        """A worker in a process of its own, to be killed; ended when the context closes."""
        process = WorkerProcess(self, settings)
        try:
            await process.until_alive()
            yield process
        finally:
            process.end()

    async def close(self) -> None:
        await self.api.close()


class WorkerProcess:
    """`educe.jobs.work` in a process group of its own, so that it can be killed whole."""

    def __init__(self, world: World, settings: dict[str, Any]) -> None:
        self._world = world
        given = {**world.settings.model_dump(mode="json", exclude_none=True), **settings}
        environment = {
            f"EDUCE_{key.upper()}": ",".join(value) if isinstance(value, list) else str(value)
            for key, value in given.items()
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.run_worker", world.database.worker_url],
            env={**os.environ, **environment},
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    async def until_alive(self) -> None:
        await until(
            lambda: self._world.rows(
                "SELECT FROM kb.workers WHERE pid = %s AND ended_at IS NULL", self.pid
            )
        )

    def signal_group(self, number: int) -> None:
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """SIGKILL for the parent alone; its children must follow by themselves."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As a deploy does."""
        self.process.terminate()
        self.process.wait(30)

    def end(self) -> None:
        if self.process.poll() is None:
            self.signal_group(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.signal_group(signal.SIGKILL)
                self.process.wait()


async def until(
    look: Callable[[], T] | Callable[[], Awaitable[T]],
    *,
    within: float = 90,
    every: float = 0.02,
    otherwise: Callable[[], str] = lambda: "",
) -> T:
    """Looks, `every` so many seconds, until there is something to see; fails after `within`."""
    deadline = time.monotonic() + within
    while True:
        seen = look()
        if isinstance(seen, Awaitable):
            seen = await seen
        if seen:
            return seen  # type: ignore[return-value]
        if time.monotonic() > deadline:
            raise AssertionError(f"not seen within {within} s. {otherwise()}")
        await asyncio.sleep(every)
