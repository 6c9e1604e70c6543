"""A listener in a test's world, and what happens for it to hear."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.events import CHANNEL
from educe.jobs.watch import Listener
from educe.jobs.watching.hints import Hint
from educe.jobs.watching.pages import Page
from tests.support.world import Person, World, until


class Watching:
    """A listener, and the transactions that it opened: in whose name each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.opened: list[UUID] = []
        self.away = False
        self.listener = Listener(world.database.api_url, self.session)

    @asynccontextmanager
    async def session(self, user_id: UUID) -> AsyncIterator[AsyncSession]:
        self.opened.append(user_id)
        if self.away:
            raise OperationalError("SELECT", None, Exception("the database is away"))
        async with self._world.api.session(user_id) as session:
            yield session

    def watch(self, person: Person, job: UUID, after: int = 0) -> AsyncGenerator[Page, None]:
        return self.listener.watch(person.id, job, after)

    def hear(self, *words: object) -> None:
        told = " ".join(map(str, words))
        self._world.execute("SELECT pg_notify(%s, %s)", CHANNEL, told)

    def happen(self, job: UUID, events: int = 1, *, told: bool = True) -> None:
        self._world.execute(
            "SELECT kb.add_event(%s, 'progress', n::text) FROM generate_series(1, %s) n",
            job,
            events,
        )
        if told:
            self.hear(job)

    def cut_its_connection(self) -> None:
        """The one that it hears on."""
        self._world.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'educe api listener' AND datname = current_database()"
        )

    async def until_listening(self) -> None:
        await until(
            lambda: self._world.rows(
                "SELECT FROM pg_stat_activity WHERE application_name = 'educe api listener'"
                " AND datname = current_database() AND query LIKE 'LISTEN%%' AND state = 'idle'"
            )
        )


async def numbers(pages: AsyncGenerator[Page, None], up_to: int) -> list[int]:
    """The numbers of the events that come, until this one."""
    seen: list[int] = []
    async with asyncio.timeout(20):
        while not seen or seen[-1] < up_to:
            seen += [line.seq for line in (await anext(pages)).lines]
    return seen


async def heard(hints: AsyncGenerator[Any, None], kind: str) -> list[Hint]:
    """The hints that come, until one of this kind."""
    seen: list[Hint] = []
    async with asyncio.timeout(20):
        while not any(hint.kind == kind for hint in seen):
            seen += await anext(hints)
    return seen
